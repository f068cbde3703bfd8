import { inputError, parameterError } from '../../indicators/kernel/options.ts';
import { assertAscending, assertSameLength } from '../../input.ts';
import { columnOf, type Series } from '../kernel/series.ts';

/** Fund values of one share class, oldest first, and what turns unit values into what a holder earned. */
export type NavColumns = {
  /** Unit NAV (单位净值), or adjusted NAV (复权净值) when nothing else is given. */
  readonly nav: Series;
  /** Accumulated NAV (累计净值): unit NAV and all distributions so far, not reinvested. */
  readonly accumulated?: Series;
  /** Distribution per unit on its ex-date, 0 otherwise. */
  readonly dividends?: Series;
  /** Units after one unit before, on the day of a split or conversion; 1 otherwise. */
  readonly splits?: Series;
  /** Days since 1970-01-01 of the values, checked for order. */
  readonly sessions?: Int32Array;
  /** The step in which the values are published: what accumulated NAV may be off by. 0.0001 by default. */
  readonly tick?: number;
};

const TICK_DEFAULT = 0.0001;
/** Two rounded values, each half a tick off, on two days: their difference is wrong by less than this many. */
const TICKS_OF_NOISE = 2.01;

/**
 * Returns of a holder who reinvests: (NAV_t * split_t + D_t) / NAV_{t-1} - 1. With accumulated NAV the distribution is
 * what accumulated NAV rose by more than unit NAV; without either, `nav` is taken as adjusted already.
 *
 * in      columns  n values, finite and above 0, ascending by session
 * out     Float64Array[n - 1]; empty for no value or one
 * edge    accumulated NAV that differs from unit NAV by rounding only is no distribution; one that falls behind is a
 *         split nobody told of, and an error
 * throws  quant.input, quant.parameter
 */
export function navReturns(columns: NavColumns): Float64Array {
  const nav = positiveColumn('nav', columns.nav);
  const distributions = distributionsOf(columns, nav);
  const splits = columns.splits === undefined ? null : positiveColumn('splits', columns.splits);
  assertSameLength('navReturns', { nav, distributions: distributions ?? nav, splits: splits ?? nav });
  checkSessions(columns.sessions, nav.length);
  const returns = new Float64Array(Math.max(0, nav.length - 1));
  for (let k = 1; k < nav.length; k += 1) {
    const worth = nav[k]! * (splits === null ? 1 : splits[k]!) + (distributions === null ? 0 : distributions[k]!);
    returns[k - 1] = worth / nav[k - 1]! - 1;
  }
  return returns;
}

/** Adjusted NAV (复权净值): the returns chained from a first value. */
export function adjustedNav(returns: Series, start = 1): Float64Array {
  const column = columnOf(returns);
  const values = new Float64Array(column.length + 1);
  values[0] = start;
  for (let k = 0; k < column.length; k += 1) values[k + 1] = values[k]! * (1 + column[k]!);
  return values;
}

function distributionsOf({ dividends, accumulated, splits, tick }: NavColumns, nav: Float64Array): Float64Array | null {
  if (dividends !== undefined) return dividendColumn(columnOf(dividends));
  if (accumulated === undefined) return null;
  if (splits !== undefined) {
    const wayOut = 'Accumulated NAV does not say how it treats splits: give dividends beside splits.';
    throw parameterError('navReturns', 'accumulated', 'a column beside splits', wayOut);
  }
  const column = positiveColumn('accumulated', accumulated);
  assertSameLength('navReturns', { nav, accumulated: column });
  return fromAccumulated(nav, column, (tick ?? TICK_DEFAULT) * TICKS_OF_NOISE);
}

function fromAccumulated(nav: Float64Array, accumulated: Float64Array, noise: number): Float64Array {
  const distributions = new Float64Array(nav.length);
  for (let k = 1; k < nav.length; k += 1) {
    const distribution = accumulated[k]! - accumulated[k - 1]! - (nav[k]! - nav[k - 1]!);
    if (Math.abs(distribution) <= noise) continue;
    if (distribution < 0)
      throw elementError('accumulated', accumulated[k]!, k, 'It fell behind unit NAV: find the split.');
    distributions[k] = distribution;
  }
  return distributions;
}

function dividendColumn(dividends: Float64Array): Float64Array {
  const at = dividends.findIndex((value) => !(value >= 0 && value < Infinity));
  if (at < 0) return dividends;
  throw elementError('dividends', dividends[at]!, at, 'Distributions are 0 or more, per unit.');
}

function positiveColumn(input: string, values: Series): Float64Array {
  const column = columnOf(values);
  const at = column.findIndex((value) => !(value > 0 && value < Infinity));
  if (at < 0) return column;
  throw elementError(input, column[at]!, at, 'Values are finite and above 0: drop days that have none.');
}

function checkSessions(sessions: Int32Array | undefined, length: number): void {
  if (sessions === undefined) return;
  if (sessions.length !== length) {
    throw inputError(
      'navReturns',
      'sessions',
      `${sessions.length} beside ${length} values`,
      'Give one for each value.',
    );
  }
  assertAscending('navReturns', 'sessions', sessions);
}

function elementError(input: string, value: number, at: number, wayOut: string) {
  return inputError('navReturns', input, `${value} at ${at}`, wayOut);
}
