import { days, doubles, type Frame, NO_INT, text } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';
import { factorPerSession } from '../../quant/adjustment.ts';
import type { Draft } from '../lake/draft.ts';
import { readAsset } from '../lake/upsert.ts';
import { runsOf, sortRows } from '../rows.ts';
import { ASSETS } from '../stored/assets.ts';

/**
 * On which basis prices are made comparable over ex-dates. `pre`: the latest are as traded, as of the as-of;
 * `post`: the first are; `none`: all are, with their jumps.
 */
export type Adjust = 'pre' | 'post' | 'none';

/** One instrument's ex-dates and the factor in force from each on. */
export type ExEvents = {
  readonly exDates: Int32Array;
  readonly cumulative: Float64Array;
  /** What had accumulated before the first event that is known: 1 when the whole history is. */
  readonly before: number;
};
export type ExFactors = ReadonlyMap<string, ExEvents>;

/**
 * The ex-factors in force at the as-of: ex-dates after it do not exist yet, whoever announced them.
 *
 * reads  ex_factors
 */
export async function readExFactors(draft: Draft, asOfDay: SessionDay): Promise<ExFactors> {
  const table = sortRows(await readAsset(draft, ASSETS.ex_factors), ASSETS.ex_factors.key);
  const { names, offsets } = runsOf(text(table, 'instrument'));
  return new Map(
    table.rows === 0 ? [] : names.map((name, k) => [name, inForce(table, offsets[k]!, offsets[k + 1]!, asOfDay)]),
  );
}

function inForce(table: Frame, begin: number, end: number, asOfDay: SessionDay): ExEvents {
  const [exDate, announced] = [days(table, 'ex_date'), days(table, 'announced')];
  const [factor, cumulative] = [doubles(table, 'ex_factor'), doubles(table, 'ex_cum_factor')];
  const isInForce = (row: number) =>
    exDate[row]! <= asOfDay && (announced[row] === NO_INT || announced[row]! <= asOfDay);
  const rows = Array.from({ length: end - begin }, (_, k) => begin + k).filter(isInForce);
  return {
    exDates: Int32Array.from(rows, (row) => exDate[row]!),
    cumulative: Float64Array.from(rows, (row) => cumulative[row]!),
    before: rows.length === 0 ? 1 : cumulative[rows[0]!]! / factor[rows[0]!]!,
  };
}

/** Events in force, over all instruments: changes when an ex-date passes, though no file does. */
export function countEvents(factors: ExFactors): number {
  return [...factors.values()].reduce((sum, { exDates }) => sum + exDates.length, 0);
}

/**
 * Multipliers that put raw prices of one instrument on one basis.
 *
 * in      sessions  Int32Array[n]  ascending
 * out     Float64Array[n]: pre: cumulative(t) / cumulative(as-of); post: cumulative(t); none, or no events: 1
 */
export function multipliers(sessions: Int32Array, events: ExEvents | undefined, adjust: Adjust): Float64Array {
  if (events === undefined || events.exDates.length === 0 || adjust === 'none') {
    return new Float64Array(sessions.length).fill(1);
  }
  const { exDates, cumulative, before } = events;
  // `factorPerSession` says 1 before the first ex-date: measured from there, that is what it is.
  const factors = factorPerSession(
    sessions,
    exDates,
    cumulative.map((factor) => factor / before),
  );
  const base = adjust === 'pre' ? cumulative.at(-1)! / before : 1 / before;
  return factors.map((factor) => factor / base);
}
