import type { Calendar } from '../../calendar/index.ts';
import { days, doubles, type Frame, NO_INT, NO_TEXT, type Schema, text } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';
import { asOf } from '../../quant/fundamentals/as-of.ts';
import { assertKnown } from '../../quant/fundamentals/as-of-guard.ts';
import { quarterText, toQuarter } from '../../quant/fundamentals/quarter.ts';
import { roeTrailing } from '../../quant/fundamentals/return-on-equity.ts';
import { averageOfYear, deriveAsOf, trailingTwelveMonths } from '../../quant/fundamentals/trailing.ts';
import { pb, pe } from '../../quant/fundamentals/valuation.ts';
import type { Draft } from '../lake/draft.ts';
import { type Authorship, provenanceOf, readAsset, writePartition } from '../lake/upsert.ts';
import { concatRows, keepRows, runsOf, sameText, sortRows } from '../rows.ts';
import { ASSETS } from '../stored/assets.ts';
import type { Derived, DerivedFacts } from './derived.ts';
import { assertKnownBy } from './known-by.ts';
import { newestSession, readBarsAsOf } from './read-bars.ts';
import { type Shard, shardsOf } from './shards.ts';
import { isCurrent, rememberStamp, stampOf } from './stamp.ts';

export type FundamentalOptions = {
  readonly calendar: Calendar;
  readonly asOfMs: number;
  readonly asOfDay: SessionDay;
  /** 0: by size. */
  readonly shards: number;
  readonly author: Authorship;
  /** Why there are no statements, when there are none: said by whoever tried to fetch them. */
  readonly absentBecause: string | null;
  readonly signal?: AbortSignal;
};

const ASSET = ASSETS.fundamental_indicators_daily;
const KEY: readonly string[] = ASSET.key;
const COLUMNS: Schema = Object.fromEntries(Object.entries(ASSET.schema).filter(([name]) => !KEY.includes(name)));

/**
 * PE, PB and ROE of every traded session, out of what had been announced before it: an announcement counts from the
 * next session on. A loss has no PE, equity of 0 or less no PB.
 *
 * reads   ohlcv_daily, ohlcv_daily_superseded, fundamentals, valuations, derivations
 * writes  fundamental_indicators_daily, derivations; idempotent by the content of what it reads
 * throws  data.beyond_as_of
 */
export async function deriveFundamental(draft: Draft, options: FundamentalOptions): Promise<Derived> {
  const none: DerivedFacts = { ...EMPTY, rows: draft.snapshot(ASSET.name).rows };
  const nothing = (because: string) => ({ ...none, because }) as Derived;
  if (draft.files('fundamentals').length === 0) return nothing(options.absentBecause ?? 'no statements are stored');
  if (draft.files('ohlcv_daily').length === 0) return nothing('no bars are stored');
  const inputs = ['ohlcv_daily', 'ohlcv_daily_superseded', 'fundamentals', 'valuations'];
  const { asOfMs, calendar, shards, asOfDay } = options;
  const statements = await readStatements(draft, asOfMs, asOfDay);
  const stamp = await stampOf(draft, inputs, { asOfMs, calendar, shards, statements: statements.rows });
  if (await isCurrent(draft, ASSET.name, stamp)) return { ...none, state: 'unchanged', because: null } as Derived;
  const facts = await computeShards(draft, byInstrument(statements), options);
  await rememberStamp(draft, { asset: ASSET.name, stamp, columns: COLUMNS }, options.author);
  return { ...none, ...facts } as Derived;
}

const EMPTY: DerivedFacts = {
  asset: ASSET.name,
  state: 'nothing_to_compute',
  because: null,
  rows: 0,
  instruments: 0,
  sessionLast: null,
  columns: COLUMNS,
  leftOut: {},
};

/** Statements that were announced, and known to the vendor, by the as-of. */
async function readStatements(draft: Draft, asOfMs: number, asOfDay: SessionDay): Promise<Frame> {
  const all = await readAsset(draft, ASSETS.fundamentals);
  const [announced, knownAt] = [days(all, 'announced'), doubles(all, 'known_at')];
  const known = keepRows(
    all,
    announced.length === 0
      ? new Uint8Array(0)
      : Uint8Array.from(announced, (day, row) => (day <= asOfDay && knownAt[row]! <= asOfMs ? 1 : 0)),
  );
  assertKnownBy('fundamentals', doubles(known, 'known_at'), asOfMs);
  return sortRows(known, ASSETS.fundamentals.key);
}

/** One company's statements, in the order of quarter, announcement and knowledge. */
type Statements = {
  readonly quarter: Int32Array;
  readonly announced: Int32Array;
  /** The order of rows of one quarter announced on one day. */
  readonly revision: Int32Array;
  readonly profit: Float64Array;
  readonly equity: Float64Array;
};

function byInstrument(table: Frame): ReadonlyMap<string, Statements> {
  if (table.rows === 0) return new Map();
  const { names, offsets } = runsOf(text(table, 'instrument'));
  const quarters = text(table, 'quarter');
  const quarterOfCode = quarters.dictionary.map((name) => toQuarter(name));
  const part = (values: Float64Array, k: number) => values.slice(offsets[k]!, offsets[k + 1]!);
  return new Map(
    names.map((name, k) => {
      const rows = Array.from({ length: offsets[k + 1]! - offsets[k]! }, (_, row) => offsets[k]! + row);
      const announced = days(table, 'announced');
      return [
        name,
        {
          quarter: Int32Array.from(rows, (row) => quarterOfCode[quarters.codes[row]!]!),
          announced: Int32Array.from(rows, (row) => announced[row]!),
          revision: Int32Array.from(rows.keys()),
          profit: part(doubles(table, 'net_profit_parent'), k),
          equity: part(doubles(table, 'equity_parent'), k),
        },
      ];
    }),
  );
}

async function computeShards(
  draft: Draft,
  statements: ReadonlyMap<string, Statements>,
  options: FundamentalOptions,
): Promise<Partial<DerivedFacts>> {
  const all = await draft.lake.instruments(draft.files('ohlcv_daily'));
  const covered = all.filter(({ instrument }) => statements.has(instrument));
  if (covered.length === 0) return { because: 'no instrument that has bars has statements' };
  const shards = shardsOf(covered, options.shards);
  const total = { rows: 0, instruments: 0, sessionLast: null as SessionDay | null };
  for (const shard of shards) {
    options.signal?.throwIfAborted();
    const rows = await computeShard(draft, shard, statements, options);
    total.rows += rows.rows;
    total.instruments += covered.filter(({ instrument }) => instrument >= shard.from && instrument <= shard.to).length;
    const newest = newestSession(rows);
    if (newest !== null) total.sessionLast = Math.max(total.sessionLast ?? -Infinity, newest);
  }
  const kept = new Set(shards.map((shard) => shard.partition));
  const stale = draft.files(ASSET.name).filter((file) => !kept.has(file.partition));
  draft.apply({ asset: ASSET.name, removed: stale.map((file) => file.path), added: [] });
  return { ...total, state: 'computed', because: null };
}

async function computeShard(
  draft: Draft,
  shard: Shard,
  statements: ReadonlyMap<string, Statements>,
  { asOfMs, author }: FundamentalOptions,
): Promise<Frame> {
  const instruments = { from: shard.from, to: shard.to };
  // Which price a bar has does not matter here, so interpolated bars may stand: they are sessions.
  const { bars } = await readBarsAsOf(draft, { columns: {}, asOfMs, instruments, allowInterpolated: true });
  const marketCap = await readMarketCaps(draft, instruments);
  const { names, offsets } = runsOf(text(bars, 'instrument'));
  const parts = (bars.rows === 0 ? [] : names).flatMap((name, k) => {
    const own = statements.get(name);
    if (own === undefined) return [];
    const sessions = days(bars, 'session').slice(offsets[k]!, offsets[k + 1]!);
    return [ratioRows(name, sessions, own, marketCap(name, sessions))];
  });
  const rows = concatRows(ASSET.schema, parts);
  const inputs = ['ohlcv_daily', 'fundamentals', 'valuations'].map((asset) => ({
    asset,
    version: draft.snapshot(asset).version,
  }));
  const provenance = provenanceOf(ASSET.name, author, inputs);
  await writePartition(draft, { asset: ASSET, partition: shard.partition, rows, provenance });
  return rows;
}

/** Market value in each session; NaN where nobody gave one. */
async function readMarketCaps(draft: Draft, instruments: { readonly from: string; readonly to: string }) {
  const { schema, key } = ASSETS.valuations;
  const columns = { instrument: schema.instrument, session: schema.session, market_cap: schema.market_cap };
  const table = await draft.lake.read(draft.files('valuations'), { columns, orderBy: key, instruments });
  const { names, offsets } = runsOf(text(table, 'instrument'));
  const place = new Map(table.rows === 0 ? [] : names.map((name, k) => [name, k]));
  const [session, value] = [days(table, 'session'), doubles(table, 'market_cap')];
  return (instrument: string, sessions: Int32Array): Float64Array => {
    const k = place.get(instrument);
    if (k === undefined) return new Float64Array(sessions.length).fill(Number.NaN);
    let at = offsets[k]!;
    return Float64Array.from(sessions, (day) => {
      while (at < offsets[k + 1]! && session[at]! < day) at += 1;
      return at < offsets[k + 1]! && session[at] === day ? value[at]! : Number.NaN;
    });
  };
}

/** The columns of one instrument: everything as it had been announced before each session. */
export function ratioRows(
  instrument: string,
  sessions: Int32Array,
  statements: Statements,
  marketCap: Float64Array,
): Frame {
  const latest = asOf(statements, sessions);
  const profit = deriveAsOf({ ...statements, values: statements.profit }, sessions, trailingTwelveMonths);
  const equity = deriveAsOf({ ...statements, values: statements.equity }, sessions, (known, quarter) => known(quarter));
  const equityMean = deriveAsOf({ ...statements, values: statements.equity }, sessions, averageOfYear);
  const announced = latest.map((row) => (row === -1 ? NO_INT : statements.announced[row]!));
  assertKnown(
    { dataset: 'fundamentals', values: equity, knownAt: announced },
    sessions.map((day) => day - 1),
  );
  const double = (values: Float64Array) => ({ type: 'double', values }) as const;
  const quarters = [...new Set(statements.quarter)];
  const codes = latest.map((row) => (row === -1 ? NO_TEXT : quarters.indexOf(statements.quarter[row]!)));
  const columns = {
    instrument: sameText(instrument, sessions.length),
    session: { type: 'day', values: sessions } as const,
    quarter: { type: 'text', codes, dictionary: quarters.map(quarterText) } as const,
    announced: { type: 'day', values: announced } as const,
    market_cap: double(marketCap),
    net_profit_ttm: double(profit),
    equity_parent: double(equity),
    pe_ttm: double(pe(marketCap, profit)),
    pb: double(pb(marketCap, equity)),
    roe_ttm: double(roeTrailing(profit, equityMean)),
  };
  return { rows: sessions.length, columns };
}
