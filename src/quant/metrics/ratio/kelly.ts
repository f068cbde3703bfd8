import { metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { sidesAround } from '../kernel/sides.ts';

/**
 * The stake that grows fastest if periods were bets: p - (1 - p) / payoff, p the share of winners among those that
 * moved.
 *
 * edge  no win -> null, no_upside; no loss -> null, no_downside
 */
export const kelly = measureWith(
  metricOf({
    name: 'kelly',
    aliases: ['kellyCriterion'],
    group: 'ratio',
    title: 'Kelly criterion',
    formulas: {
      standard: (sample) => {
        const { sumAbove, sumBelow, countAbove, countBelow } = sidesAround(sample, 0);
        if (countAbove === 0) return nothing('no_upside');
        if (countBelow === 0) return nothing('no_downside');
        const win = countAbove / (countAbove + countBelow);
        const payoff = sumAbove / countAbove / (sumBelow / countBelow);
        return defined(win - (1 - win) / payoff);
      },
    },
  }),
);
