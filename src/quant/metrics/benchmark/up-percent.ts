import { shareOf, UP } from '../kernel/capture.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';

/**
 * Share of the periods in which the benchmark rose, and the returns more.
 *
 * edge  there is no such period -> null, no_benchmark_move
 */
export const upPercent = measureWith(
  metricOf({
    name: 'upPercent',
    group: 'benchmark',
    title: 'Up percentage ratio',
    needs: ['benchmark'],
    formulas: alike(shareOf(UP, 'beat'), 'standard', 'performanceanalytics'),
  }),
);
