import { DOWN, shareOf } from '../kernel/capture.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';

/**
 * Share of the periods in which the benchmark fell, and the returns less.
 *
 * edge  there is no such period -> null, no_benchmark_move
 */
export const downPercent = measureWith(
  metricOf({
    name: 'downPercent',
    group: 'benchmark',
    title: 'Down percentage ratio',
    needs: ['benchmark'],
    formulas: alike(shareOf(DOWN, 'beat'), 'standard', 'performanceanalytics'),
  }),
);
