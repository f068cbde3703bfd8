import { annualCapture, meanCapture, totalCapture, UP } from '../kernel/capture.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';

/**
 * Return in the periods in which the benchmark rose, over the benchmark's: of annual returns; performanceanalytics of
 * total returns; arithmetic of means.
 *
 * edge  the benchmark never rose -> null, no_benchmark_move
 */
export const upCapture = measureWith(
  metricOf({
    name: 'upCapture',
    aliases: ['upsideCapture'],
    group: 'benchmark',
    title: 'Up capture',
    isAnnual: true,
    notAnnualIn: ['performanceanalytics', 'arithmetic'],
    needs: ['benchmark'],
    formulas: {
      ...alike(annualCapture(UP), 'standard', 'empyrical', 'vectorbt'),
      performanceanalytics: totalCapture(UP),
      arithmetic: meanCapture(UP),
    },
  }),
);
