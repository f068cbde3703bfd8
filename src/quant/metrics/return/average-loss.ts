import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { sidesAround } from '../kernel/sides.ts';

/**
 * Mean of the returns below zero: a negative number.
 *
 * edge  none -> null, no_downside
 */
export const averageLoss = measureWith(
  metricOf({
    name: 'averageLoss',
    group: 'return',
    title: 'Average loss',
    formulas: alike(
      (sample) => {
        const { sumBelow, countBelow } = sidesAround(sample, 0);
        return quotient(-sumBelow, countBelow, 'no_downside');
      },
      'standard',
      'quantstats',
    ),
  }),
);
