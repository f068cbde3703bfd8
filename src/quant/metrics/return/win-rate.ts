import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { sidesAround } from '../kernel/sides.ts';

/**
 * Share of the periods that gained. A period of zero is one of them and did not gain (QuantStats leaves it out of the
 * count, which flatters funds that stand still).
 *
 * period  the whole sample
 */
export const winRate = measureWith(
  metricOf({
    name: 'winRate',
    group: 'return',
    title: 'Win rate',
    formulas: alike(
      (sample) => {
        const { countAbove, count } = sidesAround(sample, 0);
        return defined(countAbove / count);
      },
      'standard',
      'rqrisk',
    ),
  }),
);
