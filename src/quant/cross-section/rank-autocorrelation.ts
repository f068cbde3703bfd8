import { correlation } from '../statistics/correlation.ts';
import { rank } from '../statistics/rank.ts';

/**
 * How much of a factor's order survives from one session to the next: the correlation of ranks, each taken among all of
 * its own session (alphalens), over instruments that have both.
 *
 * in      before, now  Float64Array[n] each; rows are the same instruments in both
 * out     -1..1; NaN for fewer than two common instruments. Low means high turnover
 */
export function rankAutocorrelation(before: Float64Array, now: Float64Array): number {
  return correlation(rank(before), rank(now));
}
