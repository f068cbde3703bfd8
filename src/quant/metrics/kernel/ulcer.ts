import type { Formula } from './definition.ts';
import { ofWealth } from './drawdowns.ts';
import { defined, nothing } from './outcome.ts';
import { pathOfSample } from './sample.ts';

const divided = (change: number, unit: number): Formula =>
  ofWealth((sample) => {
    const count = sample.returns.length + change;
    return count > 0 ? defined(unit * Math.sqrt(pathOfSample(sample).squares / count)) : nothing('too_short');
  });

/** Root of the mean squared drawdown, by what the mean divides by. */
export const ulcerOf = {
  periods: divided(0, 1),
  periodsLessOne: divided(-1, 1),
  pointsInPercent: divided(1, 100),
} as const;
