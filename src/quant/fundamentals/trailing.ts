import { assertAscending, assertSameLength } from '../input.ts';
import { lastFiscalYearEnd, numberOfQuarter, QUARTERS_PER_YEAR, type Quarter } from './quarter.ts';
import { type Statements, type Usable, walkKnowledge } from './statements.ts';

/** What was known of one flow figure: the cumulative year-to-date value of each quarter, latest revision. */
export type KnownYtd = (quarter: Quarter) => number;

/**
 * The last four quarters out of cumulative reports: YTD + last full year - YTD of the same quarter a year ago.
 *
 * edge    NaN when any of the three is unknown; at a fiscal year end it is the full year itself
 */
export function trailingTwelveMonths(known: KnownYtd, quarter: Quarter): number {
  const ytd = known(quarter);
  if (numberOfQuarter(quarter) === QUARTERS_PER_YEAR) return ytd;
  return ytd + known(lastFiscalYearEnd(quarter)) - known(quarter - QUARTERS_PER_YEAR);
}

/** One quarter out of cumulative reports: YTD - YTD of the quarter before it; the first quarter is its own YTD. */
export function singleQuarter(known: KnownYtd, quarter: Quarter): number {
  return numberOfQuarter(quarter) === 1 ? known(quarter) : known(quarter) - known(quarter - 1);
}

/** The latest full fiscal year's figure, looking back from `quarter`. */
export function lastFullYear(known: KnownYtd, quarter: Quarter): number {
  return known(numberOfQuarter(quarter) === QUARTERS_PER_YEAR ? quarter : lastFiscalYearEnd(quarter));
}

/** Change against the same quarter a year ago; NaN when the base is not positive, because a ratio to it says nothing. */
export function growthYearOnYear(known: KnownYtd, quarter: Quarter): number {
  const base = known(quarter - QUARTERS_PER_YEAR);
  return base > 0 ? known(quarter) / base - 1 : Number.NaN;
}

/** The mean of a balance-sheet figure now and a year ago. */
export function averageOfYear(known: KnownYtd, quarter: Quarter): number {
  return (known(quarter) + known(quarter - QUARTERS_PER_YEAR)) / 2;
}

/** Any of the functions above. */
export type Derivation = (known: KnownYtd, quarter: Quarter) => number;

/**
 * A derived figure as it was known in each session, point in time: every component is the latest revision published by
 * then, and nothing later.
 *
 * in      statements  one entity; values: one figure per row
 *         sessions    Int32Array[n]  days since 1970-01-01, ascending
 * out     Float64Array[n]; NaN before the first announcement and while a component is unknown
 * cost    one sort, one walk; the figure is computed again only when something is announced
 * throws  quant.input
 */
export function deriveAsOf(
  statements: Statements & { readonly values: Float64Array },
  sessions: Int32Array,
  derive: Derivation,
  usable: Usable = 'next_session',
): Float64Array {
  assertSameLength('deriveAsOf', statements);
  assertAscending('deriveAsOf', 'sessions', sessions);
  const known = new Map<Quarter, number>();
  const result = new Float64Array(sessions.length);
  let latest = Number.NEGATIVE_INFINITY;
  let value = Number.NaN;
  let isStale = false;
  const learn = (row: number) => {
    known.set(statements.quarter[row]!, statements.values[row]!);
    latest = Math.max(latest, statements.quarter[row]!);
    isStale = true;
  };
  walkKnowledge(statements, sessions, usable, learn, (session) => {
    if (isStale) value = derive((quarter) => known.get(quarter) ?? Number.NaN, latest);
    isStale = false;
    result[session] = value;
  });
  return result;
}
