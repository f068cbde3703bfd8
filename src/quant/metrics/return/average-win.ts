import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { sidesAround } from '../kernel/sides.ts';

/**
 * Mean of the returns above zero.
 *
 * edge  none -> null, no_upside
 */
export const averageWin = measureWith(
  metricOf({
    name: 'averageWin',
    group: 'return',
    title: 'Average win',
    formulas: alike(
      (sample) => {
        const { sumAbove, countAbove } = sidesAround(sample, 0);
        return quotient(sumAbove, countAbove, 'no_upside');
      },
      'standard',
      'quantstats',
    ),
  }),
);
