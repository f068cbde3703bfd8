import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { sidesAround } from '../kernel/sides.ts';

/**
 * Average win over average loss.
 *
 * edge  no win -> null, no_upside; no loss -> null, no_downside
 */
export const payoffRatio = measureWith(
  metricOf({
    name: 'payoffRatio',
    group: 'ratio',
    title: 'Payoff ratio',
    formulas: alike(
      (sample) => {
        const { sumAbove, sumBelow, countAbove, countBelow } = sidesAround(sample, 0);
        const win = quotient(sumAbove, countAbove, 'no_upside');
        return win.value === null ? win : quotient(win.value * countBelow, sumBelow, 'no_downside');
      },
      'standard',
      'quantstats',
    ),
  }),
);
