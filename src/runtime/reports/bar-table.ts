import { days, doubles, type Frame, flags, NO_INT, text, textAt } from '../../core/frame.ts';
import { emptySnapshot, type Snapshot } from '../../core/snapshot.ts';
import { DAY_MS, type SessionDay } from '../../core/time.ts';
import { multipliers, readExFactors } from '../../data/derived/adjusted.ts';
import { readBarsAsOf } from '../../data/derived/read-bars.ts';
import { type Draft, draftOf } from '../../data/lake/draft.ts';
import { readAsset } from '../../data/lake/upsert.ts';
import { ASSETS } from '../../data/stored/assets.ts';
import type { Lake } from '../../data/stored/lake.ts';
import { type Origin, readOrigin } from '../../data/stored/origins.ts';

export type BarRequest = {
  readonly instruments: readonly string[];
  /** Instruments whose names are wanted, bars or not. */
  readonly named: readonly string[];
  readonly asOfMs: number;
  /** First session wanted; all by default. */
  readonly from: SessionDay | null;
};

/** Bars of one instrument as they were known, adjusted as of the as-of; JSON-safe, null for a missing price. */
export type BarTable = {
  readonly instrument: string;
  readonly about: BarAbout | null;
  readonly sessions: readonly number[];
  readonly prices: Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', readonly (number | null)[]>>;
  readonly events: readonly { readonly session: number; readonly factor: number; readonly isInferred: boolean }[];
  readonly filled: readonly { readonly session: number; readonly how: string }[];
  readonly suspended: readonly number[];
};

export type BarAbout = {
  readonly name: string | null;
  readonly venue: string | null;
  readonly board: string | null;
  readonly industry: string | null;
  readonly listed: number | null;
  readonly delisted: number | null;
};

export type BarTables = {
  readonly tables: readonly BarTable[];
  readonly known: readonly string[];
  readonly names: Readonly<Record<string, string | null>>;
  readonly origin: Origin;
};

const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const;

export function draftOfSnapshots(lake: Lake, snapshots: readonly Snapshot[]): Draft {
  const byAsset = new Map(snapshots.map((snapshot) => [snapshot.asset, snapshot]));
  return draftOf(lake, (asset) => byAsset.get(asset) ?? emptySnapshot(asset));
}

/**
 * What charts and backtests of instruments are made from. Runs in a child, where the lake is.
 *
 * reads  ohlcv_daily, ohlcv_daily_superseded, ex_factors, instruments, suspensions, origins
 */
export async function readBarTables(draft: Draft, request: BarRequest): Promise<BarTables> {
  const origin = await readOrigin(draft, ['ohlcv_daily']);
  const listed = await draft.lake.instruments(draft.files('ohlcv_daily'));
  const known = listed.map(({ instrument }) => instrument);
  const missing = request.instruments.some((name) => !known.includes(name));
  const reference = await readAsset(draft, ASSETS.instruments);
  const names = Object.fromEntries(request.named.map((name) => [name, aboutOf(reference, name)?.name ?? null]));
  if (missing || request.instruments.length === 0) return { tables: [], known, names, origin };
  const [factors, suspensions] = [
    await readExFactors(draft, Math.floor(request.asOfMs / DAY_MS)),
    await readAsset(draft, ASSETS.suspensions),
  ];
  const inferred = inferredEvents(await readAsset(draft, ASSETS.ex_factors));
  const tables: BarTable[] = [];
  for (const instrument of request.instruments) {
    const bars = await readBars(draft, instrument, request);
    const sessions = days(bars, 'session');
    const events = factors.get(instrument);
    const scale = multipliers(sessions, events, 'pre');
    const cells = PRICES.map((name) => [name, cellsOf(doubles(bars, name), name === 'volume' ? null : scale)] as const);
    tables.push({
      instrument,
      about: aboutOf(reference, instrument),
      sessions: [...sessions],
      prices: Object.fromEntries(cells) as BarTable['prices'],
      events: eventsOf(events, inferred, instrument),
      filled: await filledOf(draft, instrument, request.from),
      suspended: suspendedOf(suspensions, instrument),
    });
  }
  return { tables, known, names, origin };
}

async function readBars(draft: Draft, instrument: string, { asOfMs, from }: BarRequest): Promise<Frame> {
  const columns = Object.fromEntries(PRICES.map((name) => [name, 'double'] as const));
  const range = from === null ? {} : { from };
  const { bars } = await readBarsAsOf(draft, {
    columns,
    asOfMs,
    instruments: [instrument],
    allowInterpolated: false,
    ...range,
  });
  return bars;
}

/** Six digits below the price are rounding of the factors, not prices. */
function cellsOf(values: Float64Array, scale: Float64Array | null): readonly (number | null)[] {
  return Array.from(values, (value, row) => {
    if (!Number.isFinite(value)) return null;
    return scale === null || scale[row] === 1 ? value : Number((value * scale[row]!).toPrecision(8));
  });
}

function inferredEvents(table: Frame): ReadonlySet<string> {
  const [names, dates, marks] = [text(table, 'instrument'), days(table, 'ex_date'), flags(table, 'inferred')];
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter((row) => marks[row] === 1);
  return new Set(rows.map((row) => `${textAt(names, row)} ${dates[row]}`));
}

function eventsOf(
  events: { readonly exDates: Int32Array; readonly cumulative: Float64Array; readonly before: number } | undefined,
  inferred: ReadonlySet<string>,
  instrument: string,
): BarTable['events'] {
  if (events === undefined) return [];
  return Array.from(events.exDates, (session, index) => {
    const before = index === 0 ? events.before : events.cumulative[index - 1]!;
    const factor = events.cumulative[index]! / before;
    return { session, factor, isInferred: inferred.has(`${instrument} ${session}`) };
  });
}

async function filledOf(draft: Draft, instrument: string, from: SessionDay | null): Promise<BarTable['filled']> {
  const rows = await draft.lake.read(draft.files('ohlcv_daily'), {
    columns: { session: 'day', filled_by: 'text' },
    orderBy: ['session'],
    instruments: [instrument],
    ...(from === null ? {} : { days: { column: 'session', from } }),
  });
  const [sessions, how] = [days(rows, 'session'), text(rows, 'filled_by')];
  return Array.from(sessions, (session, row) => ({ session, how: textAt(how, row) })).filter(
    (each): each is { session: number; how: string } => each.how !== null && each.how !== 'linear',
  );
}

function suspendedOf(table: Frame, instrument: string): readonly number[] {
  const [names, sessions] = [text(table, 'instrument'), days(table, 'session')];
  const code = names.dictionary.indexOf(instrument);
  return code < 0 ? [] : [...sessions.filter((_, row) => names.codes[row] === code)].sort((a, b) => a - b);
}

function aboutOf(table: Frame, instrument: string): BarAbout | null {
  const names = text(table, 'instrument');
  const row = names.codes.indexOf(names.dictionary.indexOf(instrument));
  if (row < 0 || !names.dictionary.includes(instrument)) return null;
  const say = (column: string) => textAt(text(table, column), row);
  const day = (column: string) => {
    const value = days(table, column)[row]!;
    return value === NO_INT ? null : value;
  };
  return {
    name: say('name'),
    venue: say('venue'),
    board: say('board'),
    industry: say('industry'),
    listed: day('listed'),
    delisted: day('delisted'),
  };
}
