import type { Calendar } from '../../calendar/index.ts';
import { days, doubles, type Frame, NO_INT, text } from '../../core/frame.ts';
import { DAY_MS, type SessionDay, sessionOfDay } from '../../core/time.ts';
import { type FundClass, RHYTHMS } from '../fund-class.ts';
import { compactYear, deltaYears, routeDays } from '../lake/day-partitions.ts';
import type { Draft } from '../lake/draft.ts';
import { addMergeCounts, NO_CHANGE } from '../lake/merge-rows.ts';
import { splitByDay, yearPartition } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, type RevisedRows, type Upserted, upsertPartition } from '../lake/upsert.ts';
import { keepRows, rowsWhere, sortRows, takeRows } from '../rows.ts';
import type { Validated } from '../validated/validated.ts';
import { FUND_ASSETS } from './fund-assets.ts';
import type { Stored, StoredFacts } from './stored.ts';

export type NavStorage = {
  readonly calendar: Calendar;
  readonly classes: ReadonlyMap<string, FundClass>;
  readonly author: Authorship;
  /** From this size on a year's file is left alone and new days get small files of their own. */
  readonly deltaRowsMin?: number;
  /** With more small files than this, a year is put together again. */
  readonly deltasMax?: number;
};

const NAV = FUND_ASSETS.fund_nav;
const DAILY = { asset: NAV, day: 'nav_date' } as const;
const VALUES = ['unit_nav', 'accumulated_nav', 'daily_return', 'income_per_10k', 'yield_7d', 'adjusted_nav'] as const;

/** Rewriting a year of so many values takes a fifth of a second; below that, one file is simpler than two. */
const DELTA_ROWS_MIN = 200_000;
const DELTAS_MAX = 21;

/**
 * Merges values into the current ones: new rows are added, equal rows stay, a cell that was blank is filled, and a value
 * that changed becomes the next revision while the old row goes to `fund_nav_superseded`. A blank never replaces a value.
 *
 * reads, writes  fund_nav, fund_nav_superseded; idempotent by (instrument, nav_date) and values
 */
export async function storeNavs(draft: Draft, validated: Validated<'navs'>, storage: NavStorage): Promise<Stored> {
  const rows = sortRows(withKnowledge(validated.rows, storage), NAV.key);
  const route = await routeDays(draft, DAILY, { rows, deltaRowsMin: storage.deltaRowsMin ?? DELTA_ROWS_MIN });
  const parts = splitByDay(rows, 'nav_date', route);
  const provenance = provenanceOf(NAV.name, storage.author);
  let counts = NO_CHANGE;
  const written: string[] = [];
  for (const [partition, part] of parts) {
    const files = draft.files(NAV.name).filter((file) => file.partition === partition);
    const current = await draft.lake.read(files, { columns: NAV.schema, orderBy: NAV.key });
    const filled = fillFrom(part, current);
    const upsert = { asset: NAV, partition, rows: filled, compared: VALUES, provenance, revise: revised };
    const upserted = await upsertPartition(draft, upsert);
    const restated = await keepRestated(draft, upserted, filled, storage.author);
    // What was only filled in is no revision.
    const unchanged = upserted.counts.unchanged + upserted.counts.revised - restated;
    counts = addMergeCounts(counts, { ...upserted.counts, unchanged, revised: restated });
    if (upserted.isWritten) written.push(partition);
  }
  for (const year of deltaYears(draft, NAV, storage.deltasMax ?? DELTAS_MAX)) {
    await compactYear(draft, NAV, year, storage.author);
    written.push(year);
  }
  const partitionsKept = [...parts.keys()].filter((partition) => !written.includes(partition));
  return {
    asset: NAV.name,
    counts,
    ...rangeOf(rows),
    partitionsWritten: written,
    partitionsKept,
  } as StoredFacts as Stored;
}

/**
 * Since when a value could be known: since it was received, or, for history received long after, since the midnight
 * after the evening on which funds of its class publish.
 */
function withKnowledge(rows: Frame, { calendar, classes }: NavStorage): Frame {
  const { codes, dictionary } = text(rows, 'instrument');
  const classOf = dictionary.map((name) => classes.get(name) ?? 'equity');
  const [day, received] = [days(rows, 'nav_date'), doubles(rows, 'ingested_at')];
  const expected = new Map<string, number>();
  const knownAt = Float64Array.from(day, (own, row) => {
    const key = `${classOf[codes[row]!]} ${own}`;
    const atMs = expected.get(key) ?? publishedByMs(calendar, classOf[codes[row]!]!, own);
    expected.set(key, atMs);
    return Math.min(received[row]!, atMs);
  });
  const columns = {
    ...rows.columns,
    known_at: { type: 'instant', values: knownAt } as const,
    revision: { type: 'int', values: new Int32Array(rows.rows).fill(1) } as const,
  };
  return { rows: rows.rows, columns };
}

/** Shanghai is eight hours ahead of UTC all year. */
const MIDNIGHT_MS = DAY_MS - 8 * 3_600_000;

function publishedByMs(calendar: Calendar, fundClass: FundClass, day: SessionDay): number {
  const { lagSessions, isEveryDay } = RHYTHMS[fundClass];
  if (lagSessions === null) return Number.POSITIVE_INFINITY;
  if (isEveryDay || lagSessions === 0) return day * DAY_MS + MIDNIGHT_MS;
  // Beyond the calendar nobody knows the evening: then the value is known since it was received.
  const later = calendar.sessionDays(sessionOfDay(day + 1), calendar.lastSession);
  return (later[lagSessions - 1] ?? Number.POSITIVE_INFINITY) * DAY_MS + MIDNIGHT_MS;
}

/** Cells that are blank in what came, taken from what is stored. */
function fillFrom(incoming: Frame, current: Frame): Frame {
  const rowOf = matchByKey(incoming, current);
  const columns = Object.fromEntries(
    VALUES.map((name) => {
      const [values, known] = [doubles(incoming, name).slice(), doubles(current, name)];
      for (let row = 0; row < values.length; row += 1) {
        if (Number.isNaN(values[row]!) && rowOf[row]! >= 0) values[row] = known[rowOf[row]!]!;
      }
      return [name, { type: 'double', values } as const];
    }),
  );
  return { rows: incoming.rows, columns: { ...incoming.columns, ...columns } };
}

/** For each row of the one table the row of the other with its fund and date, or -1. */
function matchByKey(left: Frame, right: Frame): Int32Array {
  const rows = new Map<string, number>();
  const keyOf = (table: Frame) => {
    const [{ codes, dictionary }, day] = [text(table, 'instrument'), days(table, 'nav_date')];
    return (row: number) => `${dictionary[codes[row]!]} ${day[row]}`;
  };
  const wanted = new Set(Array.from({ length: left.rows }, (_, row) => keyOf(left)(row)));
  const rightKey = keyOf(right);
  for (let row = 0; row < right.rows; row += 1) if (wanted.has(rightKey(row))) rows.set(rightKey(row), row);
  const leftKey = keyOf(left);
  return Int32Array.from({ length: left.rows }, (_, row) => rows.get(leftKey(row)) ?? -1);
}

/** True where a value that was there became another one. */
function isRestated(current: Frame, currentRow: number, incoming: Frame, incomingRow: number): boolean {
  return VALUES.some((name) => {
    const [before, after] = [doubles(current, name)[currentRow]!, doubles(incoming, name)[incomingRow]!];
    return !Number.isNaN(before) && before !== after;
  });
}

/** A restatement counts on and is known since it was received; a cell that was filled in changes neither. */
function revised({ current, incoming, currentRows, incomingRows }: RevisedRows): Frame {
  const revision = days(incoming, 'revision').slice();
  const knownAt = doubles(incoming, 'known_at').slice();
  const [before, knownBefore] = [days(current, 'revision'), doubles(current, 'known_at')];
  const received = doubles(incoming, 'ingested_at');
  incomingRows.forEach((row, k) => {
    const own = currentRows[k]!;
    const counts = isRestated(current, own, incoming, row);
    revision[row] = before[own]! + (counts ? 1 : 0);
    knownAt[row] = counts ? received[row]! : knownBefore[own]!;
  });
  const changed = {
    revision: { type: 'int', values: revision },
    known_at: { type: 'instant', values: knownAt },
  } as const;
  return { ...incoming, columns: { ...incoming.columns, ...changed } };
}

/** @returns how many values were restated */
async function keepRestated(draft: Draft, upserted: Upserted, incoming: Frame, author: Authorship): Promise<number> {
  const { superseded, successors } = upserted;
  const isOne = Uint8Array.from(successors, (row, k) => (isRestated(superseded, k, incoming, row) ? 1 : 0));
  const kept = keepRows(superseded, isOne);
  if (kept.rows === 0) return 0;
  const received = doubles(takeRows(incoming, successors), 'ingested_at');
  const atMs = Float64Array.from(rowsWhere(isOne), (k) => received[k]!);
  const rows = { ...kept, columns: { ...kept.columns, superseded_at: { type: 'instant', values: atMs } as const } };
  const asset = FUND_ASSETS.fund_nav_superseded;
  for (const [partition, part] of splitByDay(rows, 'nav_date', yearPartition)) {
    await upsertPartition(draft, {
      asset,
      partition,
      rows: part,
      compared: VALUES,
      provenance: provenanceOf(asset.name, author),
    });
  }
  return kept.rows;
}

function rangeOf(rows: Frame): { readonly sessionFirst: SessionDay | null; readonly sessionLast: SessionDay | null } {
  let [first, last] = [Infinity, -Infinity];
  for (const day of days(rows, 'nav_date')) {
    if (day === NO_INT) continue;
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  return rows.rows === 0 ? { sessionFirst: null, sessionLast: null } : { sessionFirst: first, sessionLast: last };
}
