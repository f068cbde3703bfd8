import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { sidesAround } from '../kernel/sides.ts';

/**
 * Sum of all returns over sum of the losses (Schwager).
 *
 * edge  no loss -> null, no_downside
 */
export const gainToPain = measureWith(
  metricOf({
    name: 'gainToPain',
    aliases: ['gainToPainRatio'],
    group: 'ratio',
    title: 'Gain-to-pain ratio',
    formulas: alike(
      (sample) => {
        const { sumAbove, sumBelow } = sidesAround(sample, 0);
        return quotient(sumAbove - sumBelow, sumBelow, 'no_downside');
      },
      'standard',
      'quantstats',
    ),
  }),
);
