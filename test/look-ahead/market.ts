import { calendarOf } from '../../src/calendar/index.ts';
import { toSession } from '../../src/core/time.ts';
import type { SourceKind } from '../../src/data/index.ts';
import type { RowLiteral } from '../../src/data/rows-kit.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { type World, worldOf } from '../stocks/scripted-source.ts';

/** A row and the day on which the world learned of it. */
export type Told = { readonly kind: SourceKind; readonly row: RowLiteral; readonly known: string };

const SESSIONS = calendarOf('XNYS').sessions(toSession('2012-11-19'), toSession('2013-02-15'));
const NAMES = ['A', 'B', 'C', 'D'];
const STATEMENTS = [
  ['2011q3', '2011-10-28', 30],
  ['2011q4', '2012-02-28', 40],
  ['2012q1', '2012-05-02', 11],
  ['2012q2', '2012-08-01', 24],
  ['2012q3', '2012-11-20', 37],
  ['2012q4', '2013-01-29', 60],
] as const;

/**
 * A random market of four instruments over 60 sessions: holes and suspensions, splits announced before or on their day,
 * a listing in the middle, statements that come and are restated, bars that are corrected later.
 */
export function randomMarket(seed: number): readonly Told[] {
  const random = seededRandom(seed);
  const chance = (share: number) => random.next() < share;
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random.next() * values.length)]!;
  return NAMES.flatMap((instrument, at) => {
    const listed = at === 3 ? pick(SESSIONS.slice(10, 35)) : SESSIONS[0]!;
    const own = { instrument, sessions: SESSIONS.filter((session) => session >= listed), chance, pick };
    const told = (kind: SourceKind, row: RowLiteral, known: string): Told => ({
      kind,
      known,
      row: { instrument, ...row },
    });
    const listing = told('instruments', { venue: 'XNYS', listed }, listed);
    return [listing, ...bars(own, told), ...exFactors(own, told), ...statements(own, told)];
  });
}

type Own = {
  readonly instrument: string;
  readonly sessions: readonly string[];
  readonly chance: (share: number) => boolean;
  readonly pick: <Value>(values: readonly Value[]) => Value;
};
type Tell = (kind: SourceKind, row: RowLiteral, known: string) => Told;

function bars({ sessions, chance, pick }: Own, told: Tell): readonly Told[] {
  let price = pick([2000, 3500, 900]);
  let [quiet, halted] = [0, 0];
  return sessions.flatMap((session, k) => {
    price = Math.max(100, price + pick([-31, -12, 0, 7, 25, 40]));
    if (quiet === 0 && chance(0.06)) quiet = pick([1, 2, 4, 8]);
    if (halted === 0 && chance(0.03)) halted = pick([1, 3]);
    if (halted > 0) {
      halted -= 1;
      return [told('suspensions', { session }, session)];
    }
    if (quiet > 0 && k > 0) {
      quiet -= 1;
      return [];
    }
    return barsOf(session, price / 100, { sessions, chance, pick, at: k }, told);
  });
}

type Place = Pick<Own, 'sessions' | 'chance' | 'pick'> & { readonly at: number };

/** A bar and its market value; now and then a bar that is corrected within the sessions that are asked for again. */
function barsOf(session: string, close: number, { sessions, chance, pick, at }: Place, told: Tell): readonly Told[] {
  const bar = (price: number) => ({
    ...{ session, open: price - 0.1, high: price + 0.5, low: price - 0.5, close: price },
    ...{ volume: 1000 + at },
  });
  const rows = [told('bars', bar(close), session), told('valuations', { session, market_cap: close * 100 }, session)];
  const correctedOn = sessions[at + pick([1, 2, 3])];
  return chance(0.05) && correctedOn !== undefined ? [...rows, told('bars', bar(close + 0.05), correctedOn)] : rows;
}

/** Ex-dates an announcement of up to a week before which may lie on the other side of any day. */
function exFactors({ sessions, chance, pick }: Own, told: Tell): readonly Told[] {
  let cumulative = 1;
  return sessions.slice(8).flatMap((ex_date, k) => {
    if (!chance(0.02)) return [];
    const ex_factor = pick([2, 1.1, 1.03]);
    cumulative *= ex_factor;
    const announced = sessions[k + 8 - pick([0, 2, 5])]!;
    return [told('ex_factors', { ex_date, ex_factor, ex_cum_factor: cumulative, announced }, announced)];
  });
}

function statements({ chance, pick }: Own, told: Tell): readonly Told[] {
  return STATEMENTS.flatMap(([quarter, announced, profit]) => {
    const row = (on: string, net_profit_parent: number, is_restated: 0 | 1) =>
      told(
        'fundamentals',
        {
          ...{ quarter, announced: on, known_at: `${on}T22:00:00Z` },
          net_profit_parent,
          equity_parent: 500,
          is_restated,
        },
        on,
      );
    const restatedOn = pick(['2012-12-05', '2013-01-10', '2013-02-04']);
    const first = row(announced, profit, 0);
    return chance(0.4) && restatedOn > announced ? [first, row(restatedOn, profit - 6, 1)] : [first];
  });
}

/** The sessions on which a test may stand: with some history before, and something to come. */
export const MOMENTS = SESSIONS.slice(-15, -4);
export const sessionAfter = (session: string): string => SESSIONS[SESSIONS.findIndex((each) => each === session) + 1]!;
export const LAST = SESSIONS.at(-1)!;

/** What a source of this market says on a day: the newest word on every key. */
export function asToldOn(market: readonly Told[], day: string): World['rows'] {
  const rows: Partial<Record<SourceKind, RowLiteral[]>> = {};
  for (const kind of ['instruments', 'bars', 'suspensions', 'valuations', 'ex_factors', 'fundamentals'] as const) {
    const known = market.filter((told) => told.kind === kind && told.known <= day).map(({ row }) => row);
    const key = (row: RowLiteral) =>
      `${row.instrument} ${row.session ?? row.ex_date ?? ''} ${row.quarter ?? ''} ${row.known_at ?? ''}`;
    rows[kind] = [...new Map(known.map((row) => [key(row), row])).values()];
  }
  return rows;
}

export function worldOn(market: readonly Told[], day: string): World {
  return worldOf(asToldOn(market, day));
}
