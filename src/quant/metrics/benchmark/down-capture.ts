import { annualCapture, DOWN, meanCapture, NOT_UP, totalCapture } from '../kernel/capture.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';

/**
 * Return in the periods in which the benchmark fell, over the benchmark's. performanceanalytics takes total returns and
 * counts periods in which the benchmark stood still.
 *
 * edge  the benchmark never fell -> null, no_benchmark_move
 */
export const downCapture = measureWith(
  metricOf({
    name: 'downCapture',
    aliases: ['downsideCapture'],
    group: 'benchmark',
    title: 'Down capture',
    isAnnual: true,
    notAnnualIn: ['performanceanalytics', 'arithmetic'],
    needs: ['benchmark'],
    formulas: {
      ...alike(annualCapture(DOWN), 'standard', 'empyrical', 'vectorbt'),
      performanceanalytics: totalCapture(NOT_UP),
      arithmetic: meanCapture(DOWN),
    },
  }),
);
