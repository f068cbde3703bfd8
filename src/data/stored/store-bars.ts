import type { Calendar } from '../../calendar/index.ts';
import { days, doubles, type Frame, text } from '../../core/frame.ts';
import { type SessionDay, sessionOfDay } from '../../core/time.ts';
import { compactYear, deltaYears, routeDays } from '../lake/day-partitions.ts';
import type { Draft } from '../lake/draft.ts';
import { addMergeCounts, NO_CHANGE } from '../lake/merge-rows.ts';
import { splitByDay, yearPartition } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, type RevisedRows, type Upserted, upsertPartition } from '../lake/upsert.ts';
import { knownSince } from '../live.ts';
import { rowsWhere, sameText, sortRows, takeRows } from '../rows.ts';
import type { Validated } from '../validated/validated.ts';
import { ASSETS } from './assets.ts';
import type { Stored, StoredFacts } from './stored.ts';
import type { SuspendedDays } from './suspended-days.ts';

export type BarStorage = {
  readonly calendar: Calendar;
  readonly suspended: SuspendedDays;
  readonly author: Authorship;
  /** The run's as-of. */
  readonly asOfMs: number;
  /** Nobody could know these rows before; absent: they could be known from the close of their session on. */
  readonly knownFromMs?: number;
  /** From this size on a year's file is left alone and new sessions get small files of their own. */
  readonly deltaRowsMin?: number;
  /** With more small files than this, a year is put together again. */
  readonly deltasMax?: number;
};

/** Rewriting a year of 200 000 bars takes a fifth of a second; below that, one file is simpler than two. */
const DELTA_ROWS_MIN = 200_000;
const DELTAS_MAX = 21;

/**
 * Merges bars into the current ones: new rows are added, equal rows stay as they are, a changed value becomes the
 * next revision and the old row goes to `ohlcv_daily_superseded`.
 *
 * reads, writes  ohlcv_daily, ohlcv_daily_superseded; idempotent by (instrument, session) and values
 */
export async function storeBars(draft: Draft, validated: Validated<'bars'>, storage: BarStorage): Promise<Stored> {
  return upsertBars(draft, asBars(validated.rows, storage), storage);
}

/** Delivered rows with what storing adds: state of suspension, knowledge, revision. */
function asBars(rows: Frame, { suspended: suspendedDays, calendar, knownFromMs = -Infinity }: BarStorage): Frame {
  const closed = closeInstants(days(rows, 'session'), calendar);
  const suspended = suspendedFlags(rows, suspendedDays);
  const columns = {
    ...rows.columns,
    suspended: { type: 'flag', values: suspended } as const,
    filled_by: { type: 'text', codes: Int32Array.from(suspended, (flag) => flag - 1), dictionary: ['vendor'] } as const,
    known_at: { type: 'instant', values: closed.map((atMs) => Math.max(atMs, knownFromMs)) } as const,
    revision: { type: 'int', values: new Int32Array(rows.rows).fill(1) } as const,
  };
  return { rows: rows.rows, columns };
}

function suspendedFlags(rows: Frame, suspended: SuspendedDays): Uint8Array {
  const { codes, dictionary } = text(rows, 'instrument');
  const session = days(rows, 'session');
  const daysOf = dictionary.map((name) => suspended.get(name));
  return Uint8Array.from(session, (day, row) => (daysOf[codes[row]!]?.has(day) ? 1 : 0));
}

/** When each session closed: the moment from which its bar can be known. */
export function closeInstants(sessions: Int32Array, calendar: Calendar): Float64Array {
  const closeOf = new Map<SessionDay, number>();
  return Float64Array.from(sessions, (day) => {
    const known = closeOf.get(day) ?? calendar.hours(sessionOfDay(day)).closeMs;
    closeOf.set(day, known);
    return known;
  });
}

/** Merges rows that already have every column of `ohlcv_daily`. */
export async function upsertBars(draft: Draft, bars: Frame, storage: BarStorage): Promise<Stored> {
  const sorted = sortRows(bars, ASSETS.ohlcv_daily.key);
  const deltaRowsMin = storage.deltaRowsMin ?? DELTA_ROWS_MIN;
  const route = await routeDays(draft, { asset: ASSETS.ohlcv_daily, day: 'session' }, { rows: sorted, deltaRowsMin });
  const parts = splitByDay(sorted, 'session', route);
  let counts = NO_CHANGE;
  const written: string[] = [];
  for (const [partition, rows] of parts) {
    const upserted = await upsertPartition(draft, barUpsert(partition, rows, storage));
    await keepSuperseded(draft, upserted, rows, storage);
    counts = addMergeCounts(counts, upserted.counts);
    if (upserted.isWritten) written.push(partition);
  }
  for (const year of deltaYears(draft, ASSETS.ohlcv_daily, storage.deltasMax ?? DELTAS_MAX)) {
    await compactYear(draft, ASSETS.ohlcv_daily, year, storage.author);
    written.push(year);
  }
  const partitionsKept = [...parts.keys()].filter((partition) => !written.includes(partition));
  const range = sessionRange(bars);
  const facts: StoredFacts = { asset: 'ohlcv_daily', counts, ...range, partitionsWritten: written, partitionsKept };
  return facts as Stored;
}

/** A bar whose value in one of these changes is another revision. */
export const COMPARED = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'turnover',
  'prev_close',
  'limit_up',
  'limit_down',
  'suspended',
  'filled_by',
];

function barUpsert(partition: string, rows: Frame, storage: BarStorage) {
  const provenance = provenanceOf('ohlcv_daily', storage.author);
  const revise = (pair: RevisedRows) => revisedRows(pair, storage);
  return { asset: ASSETS.ohlcv_daily, partition, rows, compared: COMPARED, provenance, revise };
}

/** A revision counts on, and could not be known before the run that received it. */
function revisedRows({ current, incoming, currentRows, incomingRows }: RevisedRows, storage: BarStorage): Frame {
  const revision = days(incoming, 'revision').slice();
  const knownAt = doubles(incoming, 'known_at').slice();
  const [before, ingested] = [days(current, 'revision'), doubles(incoming, 'ingested_at')];
  for (let k = 0; k < incomingRows.length; k += 1) {
    const row = incomingRows[k]!;
    revision[row] = before[currentRows[k]!]! + 1;
    knownAt[row] = revisionKnownAt(knownAt[row]!, ingested[row]!, storage);
  }
  const changed = {
    revision: { type: 'int', values: revision },
    known_at: { type: 'instant', values: knownAt },
  } as const;
  return { ...incoming, columns: { ...incoming.columns, ...changed } };
}

function revisionKnownAt(closedAtMs: number, ingestedAtMs: number, { calendar, asOfMs }: BarStorage): number {
  return Math.max(closedAtMs, knownSince(calendar, asOfMs, ingestedAtMs));
}

async function keepSuperseded(draft: Draft, upserted: Upserted, incoming: Frame, storage: BarStorage): Promise<void> {
  const { superseded, successors } = upserted;
  if (superseded.rows === 0) return;
  const asset = ASSETS.ohlcv_daily_superseded;
  const [closed, ingested] = [doubles(incoming, 'known_at'), doubles(incoming, 'ingested_at')];
  const atMs = Float64Array.from(successors, (row) => revisionKnownAt(closed[row]!, ingested[row]!, storage));
  const supersededAt = { type: 'instant', values: atMs } as const;
  const rows = { ...superseded, columns: { ...superseded.columns, superseded_at: supersededAt } };
  const provenance = provenanceOf(asset.name, storage.author);
  for (const [partition, part] of splitByDay(rows, 'session', yearPartition)) {
    await upsertPartition(draft, { asset, partition, rows: part, compared: COMPARED, provenance });
  }
}

function sessionRange(bars: Frame): {
  readonly sessionFirst: SessionDay | null;
  readonly sessionLast: SessionDay | null;
} {
  const session = days(bars, 'session');
  let [first, last] = [Infinity, -Infinity];
  for (const day of session) {
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  return bars.rows === 0 ? { sessionFirst: null, sessionLast: null } : { sessionFirst: first, sessionLast: last };
}

function boundsOf(suspended: SuspendedDays): { readonly from: SessionDay; readonly to: SessionDay } {
  let [from, to] = [Infinity, -Infinity];
  for (const days of suspended.values()) {
    for (const day of days) {
      from = Math.min(from, day);
      to = Math.max(to, day);
    }
  }
  return { from, to };
}

/**
 * Marks stored bars as suspended when the source says so only later. Each is a revision: what it looked like before
 * stays known.
 */
export async function flagSuspended(draft: Draft, atMs: number, storage: BarStorage): Promise<Stored | null> {
  const instruments = [...storage.suspended.keys()].sort();
  const files = draft.files('ohlcv_daily');
  if (instruments.length === 0 || files.length === 0) return null;
  const { schema, key } = ASSETS.ohlcv_daily;
  const bounds = { column: 'session', ...boundsOf(storage.suspended) };
  const query = { columns: schema, orderBy: key, instruments, days: bounds };
  const bars = await draft.lake.read(files, query);
  const flagged = suspendedFlags(bars, storage.suspended);
  const before = bars.columns.suspended!;
  const late = rowsWhere(
    flagged.map((flag, row) => (flag === 1 && before.type === 'flag' && before.values[row] !== 1 ? 1 : 0)),
  );
  if (late.length === 0) return null;
  const rows = takeRows(bars, late);
  const columns = {
    ...rows.columns,
    suspended: { type: 'flag', values: new Uint8Array(rows.rows).fill(1) } as const,
    filled_by: sameText('vendor', rows.rows),
    ingested_at: { type: 'instant', values: new Float64Array(rows.rows).fill(atMs) } as const,
  };
  return upsertBars(draft, { rows: rows.rows, columns }, storage);
}
