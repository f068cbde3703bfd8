import type { SessionDay } from '../../core/time.ts';
import { NO_PAYOUT, type Payout } from '../payouts.ts';

export type FundSeries = {
  readonly day: Int32Array;
  /** NaN on days of a money fund. */
  readonly unit: Float64Array;
  readonly income: Float64Array;
};

/**
 * What a holder who reinvests earned from each value to the next: (NAV x split + dividend) / NAV before - 1, payouts of
 * days between two values counted to the later one; of money funds the income of the day on 10 000.
 *
 * in      series   one fund, ascending by day
 *         payouts  by ex-date
 * out     Float64Array[n]; the first is 0 where there is no value before
 * edge    a row with neither value nor income returns NaN, and the next one is compared with the last value before
 */
export function adjustedReturns(
  { day, unit, income }: FundSeries,
  payouts: ReadonlyMap<SessionDay, Payout> | undefined,
): Float64Array {
  const returns = new Float64Array(day.length).fill(Number.NaN);
  const events = payouts === undefined ? [] : [...payouts].sort(([left], [right]) => left - right);
  let [last, at]: [number, number] = [Number.NaN, 0];
  for (let row = 0; row < day.length; row += 1) {
    if (!Number.isNaN(income[row]!)) returns[row] = income[row]! / UNITS;
    if (Number.isNaN(unit[row]!)) continue;
    let { dividend, split } = NO_PAYOUT;
    for (; at < events.length && events[at]![0] <= day[row]!; at += 1) {
      const [, event] = events[at]!;
      dividend = dividend * event.split + event.dividend;
      split *= event.split;
    }
    returns[row] = Number.isNaN(last) ? 0 : (unit[row]! * split + dividend) / last - 1;
    last = unit[row]!;
  }
  return returns;
}

/** Money funds state what these many units earn. */
const UNITS = 10_000;

/** 1 at the first value, chained from there. */
export function chained(returns: Float64Array): Float64Array {
  const values = new Float64Array(returns.length);
  let worth = 1;
  for (let row = 0; row < returns.length; row += 1) {
    if (!Number.isNaN(returns[row]!)) worth *= 1 + returns[row]!;
    values[row] = worth;
  }
  return values;
}
