import { DOWN, shareOf } from '../kernel/capture.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';

/**
 * Share of the periods in which the benchmark fell, and the returns too.
 *
 * edge  there is no such period -> null, no_benchmark_move
 */
export const downNumber = measureWith(
  metricOf({
    name: 'downNumber',
    group: 'benchmark',
    title: 'Down number ratio',
    needs: ['benchmark'],
    formulas: alike(shareOf(DOWN, 'lost'), 'standard', 'performanceanalytics'),
  }),
);
