import type { Calendar } from '../../calendar/index.ts';
import { days, doubles, type Frame, NO_TEXT, text } from '../../core/frame.ts';
import { type SessionDay, sessionOfDay } from '../../core/time.ts';
import { FILL } from '../../quant/completion/cells.ts';
import type { CompletionPolicy } from '../../quant/completion/complete.ts';
import { type CompletedBars, completeBars } from '../../quant/completion/complete-bars.ts';
import type { Draft } from '../lake/draft.ts';
import { blankColumn, concatRows, emptyFrame, runsOf, sameText, takeRows } from '../rows.ts';
import { ASSETS } from './assets.ts';
import type { Gap } from './find-gaps.ts';
import { type BarStorage, closeInstants, upsertBars } from './store-bars.ts';
import type { Stored } from './stored.ts';
import type { ExDays, SuspendedDays } from './suspended-days.ts';

/** How the sessions that no source can give are completed. Interpolated values use a later price. */
export type FillPolicy = { readonly method: 'ffill' | 'linear' | 'none'; readonly limit: number };

/** Why a gap stayed open. */
export type OpenReason = 'policy' | 'longer_than_limit' | 'ex_date' | 'suspension' | 'no_neighbour';

export type FillOutcome = {
  readonly stored: Stored | null;
  readonly filledSessions: number;
  readonly open: readonly { readonly gap: Gap; readonly because: OpenReason }[];
};

export type Filling = {
  readonly gaps: readonly Gap[];
  readonly policy: FillPolicy;
  readonly calendar: Calendar;
  readonly suspended: SuspendedDays;
  readonly exDays: ExDays;
  readonly storage: BarStorage;
  readonly nowMs: number;
  /** Instruments read at once: bounds memory. */
  readonly batchSize: number;
};

/**
 * Fills gaps between delivered bars, and says of every filled bar how, and when it could be known: carried or
 * interpolated, not before the bar that closed its gap. Nothing is filled at the end of a series, across a suspension or an ex-date, or in a gap longer than the limit: such a gap stays
 * open and says why. Volume is never filled: nobody knows what was traded.
 *
 * reads, writes  ohlcv_daily; idempotent: the same bars and gaps give the same fills
 */
export async function fillGaps(draft: Draft, filling: Filling): Promise<FillOutcome> {
  const { gaps, policy } = filling;
  if (policy.method === 'none' || gaps.length === 0) {
    return { stored: null, filledSessions: 0, open: gaps.map((gap) => ({ gap, because: 'policy' })) };
  }
  const byInstrument = Map.groupBy(gaps, (gap) => gap.instrument);
  const names = [...byInstrument.keys()].sort();
  const parts: Frame[] = [];
  const open: FillOutcome['open'][number][] = [];
  for (let at = 0; at < names.length; at += filling.batchSize) {
    const batch = names.slice(at, at + filling.batchSize);
    for (const [instrument, bars] of await readBars(draft, batch)) {
      const filled = fillInstrument(instrument, bars, filling);
      parts.push(filled.rows);
      for (const gap of byInstrument.get(instrument)!) {
        const because = filled.openBecause(gap);
        if (because !== null) open.push({ gap, because });
      }
      byInstrument.delete(instrument);
    }
  }
  // Whoever has no bar at all has no neighbour to fill from.
  for (const gap of [...byInstrument.values()].flat()) open.push({ gap, because: 'no_neighbour' });
  const rows = concatRows(ASSETS.ohlcv_daily.schema, parts);
  const stored = rows.rows === 0 ? null : await upsertBars(draft, rows, filling.storage);
  return { stored, filledSessions: rows.rows, open };
}

async function readBars(draft: Draft, instruments: readonly string[]): Promise<ReadonlyMap<string, Frame>> {
  const { schema, key } = ASSETS.ohlcv_daily;
  const bars = await draft.lake.read(draft.files('ohlcv_daily'), { columns: schema, orderBy: key, instruments });
  const { names, offsets } = runsOf(text(bars, 'instrument'));
  return new Map(
    names.map((name, k) => {
      const rows = Int32Array.from({ length: offsets[k + 1]! - offsets[k]! }, (_, row) => offsets[k]! + row);
      return [name, takeRows(bars, rows)];
    }),
  );
}

type Grid = {
  readonly sessions: Int32Array;
  readonly suspended: Uint8Array;
  readonly exDate: Uint8Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
};

function fillInstrument(instrument: string, bars: Frame, filling: Filling) {
  const grid = gridOf(instrument, bars, filling);
  const completed = completeBars(grid, completionPolicy(filling.policy));
  const isWanted = wantedCells(grid, instrument, filling);
  const tooLong = cellsOfLongGaps(grid, filling.policy.limit);
  const cells = Int32Array.from(grid.sessions.keys()).filter(
    (cell) => isWanted[cell] === 1 && isFill(completed, cell) && tooLong[cell] === 0,
  );
  const filledDays = new Set(Array.from(cells, (cell) => grid.sessions[cell]!));
  const isInside = (gap: Gap) =>
    grid.sessions.length > 0 && gap.from > grid.sessions[0]! && gap.to < grid.sessions.at(-1)!;
  return {
    rows: filledRows(instrument, grid, { completed, cells, filling }),
    openBecause(gap: Gap): OpenReason | null {
      const inGap = [...grid.sessions.keys()].filter(
        (k) => grid.sessions[k]! >= gap.from && grid.sessions[k]! <= gap.to,
      );
      if (isInside(gap) && inGap.every((cell) => filledDays.has(grid.sessions[cell]!))) return null;
      if (!isInside(gap)) return 'no_neighbour';
      if (inGap.some((cell) => tooLong[cell] === 1)) return 'longer_than_limit';
      return inGap.some((cell) => grid.exDate[cell] === 1) || isExAfter(grid, gap.to) ? 'ex_date' : 'suspension';
    },
  };
}

function isExAfter(grid: Grid, day: SessionDay): boolean {
  return grid.exDate[grid.sessions.findLastIndex((session) => session <= day) + 1] === 1;
}

function completionPolicy({ method }: FillPolicy): CompletionPolicy {
  return { method: method === 'ffill' ? 'forward' : 'linear' };
}

function isFill({ method }: CompletedBars, cell: number): boolean {
  return method[cell] === FILL.forward || method[cell] === FILL.linear;
}

/** Every session from the first to the last delivered bar; fills made earlier count as holes again. */
function gridOf(instrument: string, bars: Frame, filling: Filling): Grid {
  const filledBy = text(bars, 'filled_by');
  const suspendedDays = filling.suspended.get(instrument);
  const session = days(bars, 'session');
  const isDelivered = (row: number) => filledBy.codes[row] === NO_TEXT && suspendedDays?.has(session[row]!) !== true;
  const rows = Int32Array.from(session.keys()).filter(isDelivered);
  const sessions = sessionsBetween(filling.calendar, session[rows[0] ?? -1], session[rows.at(-1) ?? -1]);
  const placeOf = new Map(Array.from(sessions, (day, cell) => [day, cell]));
  const column = (name: string) => {
    const cells = new Float64Array(sessions.length).fill(Number.NaN);
    const values = doubles(bars, name);
    for (const row of rows) cells[placeOf.get(session[row]!)!] = values[row]!;
    return cells;
  };
  const mark = (marked: ReadonlySet<SessionDay> | undefined) =>
    Uint8Array.from(sessions, (day) => (marked?.has(day) ? 1 : 0));
  return {
    sessions,
    suspended: mark(suspendedDays),
    exDate: mark(filling.exDays.get(instrument)),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
  };
}

function sessionsBetween(calendar: Calendar, first: SessionDay | undefined, last: SessionDay | undefined): Int32Array {
  if (first === undefined || last === undefined) return new Int32Array(0);
  return calendar.sessionDays(sessionOfDay(first), sessionOfDay(last));
}

/** 1 for cells in the gaps that were asked about. */
function wantedCells({ sessions }: Grid, instrument: string, { gaps }: Filling): Uint8Array {
  const own = gaps.filter((gap) => gap.instrument === instrument);
  return Uint8Array.from(sessions, (day) => (own.some((gap) => day >= gap.from && day <= gap.to) ? 1 : 0));
}

/** 1 for missing cells in a run of more than `limit` sessions without a price. */
function cellsOfLongGaps({ close, suspended }: Grid, limit: number): Uint8Array {
  const long = new Uint8Array(close.length);
  const isHole = (cell: number) => Number.isNaN(close[cell]) && suspended[cell] === 0;
  for (let first = 0; first < close.length; first += 1) {
    if (!isHole(first)) continue;
    let end = first;
    while (end < close.length && isHole(end)) end += 1;
    if (end - first > limit) long.fill(1, first, end);
    first = end;
  }
  return long;
}

/** The next delivered bar. Until it came, the series might have ended, or the gap become too long to fill. */
function closedAt({ close }: Grid, cell: number): number {
  let next = cell + 1;
  while (Number.isNaN(close[next]!)) next += 1;
  return next;
}

function filledRows(
  instrument: string,
  grid: Grid,
  fill: { readonly completed: CompletedBars; readonly cells: Int32Array; readonly filling: Filling },
): Frame {
  const { completed, cells, filling } = fill;
  const rows = cells.length;
  if (rows === 0) return emptyFrame(ASSETS.ohlcv_daily.schema);
  const pick = (column: Float64Array) =>
    ({ type: 'double', values: Float64Array.from(cells, (cell) => column[cell]!) }) as const;
  const knownSessions = Int32Array.from(cells, (cell) => grid.sessions[closedAt(grid, cell)]!);
  const missing = blankColumn('double', rows);
  const columns = {
    instrument: sameText(instrument, rows),
    session: { type: 'day', values: Int32Array.from(cells, (cell) => grid.sessions[cell]!) } as const,
    open: pick(completed.open),
    high: pick(completed.high),
    low: pick(completed.low),
    close: pick(completed.close),
    volume: missing,
    turnover: missing,
    prev_close: missing,
    limit_up: missing,
    limit_down: missing,
    suspended: { type: 'flag', values: new Uint8Array(rows) } as const,
    filled_by: sameText(filling.policy.method, rows),
    known_at: { type: 'instant', values: closeInstants(knownSessions, filling.calendar) } as const,
    provider: sameText('tapeline', rows),
    ingested_at: { type: 'instant', values: new Float64Array(rows).fill(filling.nowMs) } as const,
    revision: { type: 'int', values: new Int32Array(rows).fill(1) } as const,
  };
  return { rows, columns };
}
