import { days, type Frame, type Schema, text, textAt } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { firstOfLatest } from '../lake/latest-sessions.ts';
import { WHOLE } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, writePartition } from '../lake/upsert.ts';
import { blankColumn, cellsOf, keepRows, matchRows, sortRows } from '../rows.ts';
import { ASSETS } from '../stored/assets.ts';
import type { DayRange } from '../stored/ranges.ts';
import type { Derived, DerivedFacts } from './derived.ts';
import { newestSession, readBarsAsOf } from './read-bars.ts';

export type MergeOptions = {
  /** Only these; empty: all. */
  readonly instruments: readonly string[];
  /** How many of the latest stored sessions are put side by side. */
  readonly sessions: number;
  /** These instead of the latest. */
  readonly between?: DayRange;
  readonly asOfMs: number;
  readonly allowInterpolated: boolean;
  /** Columns of `indicators_daily` besides the key; empty when there are none. */
  readonly technical: Schema;
  readonly fundamental: Schema;
  readonly author: Authorship;
};

const PRICES = { open: 'double', high: 'double', low: 'double', close: 'double', volume: 'double' } as const;
const KEY = ['instrument', 'session'] as const;

/**
 * One table of everything known about the latest sessions: bars, technical and fundamental indicators. Where an
 * indicator has no value its cell is missing; no row is lost or made up.
 *
 * reads   ohlcv_daily, instruments, indicators_daily, fundamental_indicators_daily
 * writes  merged_daily, as a whole; idempotent by the content of what it reads
 */
export async function mergeDaily(draft: Draft, options: MergeOptions): Promise<Derived> {
  const merged = await mergedTable(draft, options);
  if (merged === null) return { ...EMPTY, because: 'no bars are known at the as-of' } as Derived;
  const { rows, columns, leftOut } = merged;
  const asset = ASSETS.merged_daily;
  const schema = { instrument: 'text', session: 'day', ...columns } as const;
  const inputs = ['ohlcv_daily', 'indicators_daily', 'fundamental_indicators_daily'];
  const versions = inputs.map((name) => ({ asset: name, version: draft.snapshot(name).version }));
  const provenance = provenanceOf(asset.name, options.author, versions);
  await writePartition(draft, { asset, partition: WHOLE, rows, schema, provenance });
  const facts: DerivedFacts = {
    ...EMPTY,
    state: 'computed',
    rows: rows.rows,
    instruments: new Set(text(rows, 'instrument').codes).size,
    sessionLast: newestSession(rows),
    columns,
    leftOut,
  };
  return facts as Derived;
}

export type MergedTable = {
  readonly rows: Frame;
  /** Besides instrument and session. */
  readonly columns: Schema;
  readonly leftOut: DerivedFacts['leftOut'];
};

/**
 * What `mergeDaily` stores, without storing it; null when no bars are known.
 *
 * reads  ohlcv_daily, instruments, indicators_daily, fundamental_indicators_daily
 */
export async function mergedTable(draft: Draft, options: MergeOptions): Promise<MergedTable | null> {
  const universe = await universeOf(draft, options.instruments);
  const { asOfMs, allowInterpolated, technical, fundamental, between } = options;
  const from = between?.from ?? (await firstOfLatest(draft, options.sessions, asOfMs, universe.only));
  if (from === null) return null;
  const only = universe.only === undefined ? {} : { instruments: universe.only };
  const read = await readBarsAsOf(draft, { columns: PRICES, asOfMs, from, allowInterpolated, ...only });
  const bars = between === undefined ? read.bars : upTo(read.bars, between.to);
  const withTechnical = await joined(draft, bars, 'indicators_daily', technical, from);
  return {
    rows: await joined(draft, withTechnical, 'fundamental_indicators_daily', fundamental, from),
    columns: { ...PRICES, ...technical, ...fundamental },
    leftOut: { ...read.leftOut, index: universe.indexes },
  };
}

function upTo(bars: Frame, last: SessionDay): Frame {
  return keepRows(
    bars,
    Uint8Array.from(days(bars, 'session'), (day) => (day <= last ? 1 : 0)),
  );
}

const EMPTY: DerivedFacts = {
  asset: 'merged_daily',
  state: 'nothing_to_compute',
  because: null,
  rows: 0,
  instruments: 0,
  sessionLast: null,
  columns: {},
  leftOut: {},
};

/** Who is compared with whom: everybody who can be bought. An index is no stock; it is stored and has indicators. */
async function universeOf(draft: Draft, asked: readonly string[]): Promise<Universe> {
  const columns = { instrument: 'text', board: 'text' } as const;
  const files = draft.files('instruments');
  const known = files.length === 0 ? null : await draft.lake.read(files, { columns, orderBy: ['instrument'] });
  const stocks: string[] = [];
  const indexes = new Set<string>();
  for (let row = 0; row < (known?.rows ?? 0); row += 1) {
    const instrument = textAt(text(known!, 'instrument'), row)!;
    if (textAt(text(known!, 'board'), row) === INDEX_BOARD) indexes.add(instrument);
    else stocks.push(instrument);
  }
  if (asked.length > 0) return { only: asked.filter((name) => !indexes.has(name)).sort(), indexes: 0 };
  return indexes.size === 0 ? { only: undefined, indexes: 0 } : { only: stocks, indexes: indexes.size };
}

type Universe = { readonly only: readonly string[] | undefined; readonly indexes: number };

const INDEX_BOARD = 'INDEX';

/** The table with the columns of another one beside it, by instrument and session. */
async function joined(draft: Draft, left: Frame, asset: string, columns: Schema, from: SessionDay): Promise<Frame> {
  const names = Object.keys(columns);
  const files = draft.files(asset);
  if (names.length === 0) return left;
  if (files.length === 0 || left.rows === 0) return withColumns(left, blank(columns, left.rows));
  const schema = { instrument: 'text', session: 'day', ...columns } as const;
  const bounds = { column: 'session', from };
  const right = sortRows(await draft.lake.read(files, { columns: schema, orderBy: KEY, days: bounds }), KEY);
  const match = matchRows(left, right);
  const beside = names.map((name) => {
    const source = right.columns[name]!;
    const target = blankColumn(source.type, left.rows);
    const [to, cells] = [cellsOf(target), cellsOf(source)];
    for (let row = 0; row < left.rows; row += 1) if (match[row] !== -1) to[row] = cells[match[row]!]!;
    const isText = target.type === 'text' && source.type === 'text';
    return [name, isText ? { ...target, dictionary: source.dictionary } : target] as const;
  });
  return withColumns(left, Object.fromEntries(beside));
}

function blank(columns: Schema, rows: number): Frame['columns'] {
  return Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, blankColumn(type, rows)]));
}

function withColumns(left: Frame, columns: Frame['columns']): Frame {
  return { rows: left.rows, columns: { ...left.columns, ...columns } };
}
