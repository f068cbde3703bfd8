import { shareOf, UP } from '../kernel/capture.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';

/**
 * Share of the periods in which the benchmark rose, and the returns too.
 *
 * edge  there is no such period -> null, no_benchmark_move
 */
export const upNumber = measureWith(
  metricOf({
    name: 'upNumber',
    group: 'benchmark',
    title: 'Up number ratio',
    needs: ['benchmark'],
    formulas: alike(shareOf(UP, 'gained'), 'standard', 'performanceanalytics'),
  }),
);
