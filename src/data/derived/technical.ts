import type { Calendar } from '../../calendar/index.ts';
import { days, doubles, type Frame, type Schema, text } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';
import type { InputName } from '../../quant/indicators/kernel/definition.ts';
import { type IndicatorSpec, parseIndicator } from '../../quant/indicators/spec.ts';
import { type Panel, runPanel } from '../../quant/panel.ts';
import type { Draft } from '../lake/draft.ts';
import { type Authorship, provenanceOf, writePartition } from '../lake/upsert.ts';
import { runsOf } from '../rows.ts';
import { ASSETS } from '../stored/assets.ts';
import { type Adjust, countEvents, type ExFactors, multipliers, readExFactors } from './adjusted.ts';
import type { Derived, DerivedFacts } from './derived.ts';
import { newestSession, readBarsAsOf } from './read-bars.ts';
import { type Shard, shardsOf } from './shards.ts';
import { isCurrent, rememberStamp, stampOf } from './stamp.ts';

export type TechnicalOptions = {
  /** `SMA(20)`, `RSI(14)`, `MACD(12,26,9)`. */
  readonly indicators: readonly string[];
  readonly adjust: Adjust;
  readonly calendar: Calendar;
  readonly asOfMs: number;
  readonly asOfDay: SessionDay;
  readonly allowInterpolated: boolean;
  /** 0: by size. */
  readonly shards: number;
  /** Store 4-byte floats: half the bytes, seven digits. */
  readonly compact: boolean;
  readonly author: Authorship;
  readonly onShard?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
};

const PRICES: ReadonlySet<InputName> = new Set(['open', 'high', 'low', 'close']);

/**
 * Technical indicators for every stored bar, on adjusted prices as of the as-of. Suspended sessions have no bar:
 * an indicator of 20 bars spans 20 traded sessions. Carried bars count, interpolated ones do not unless allowed.
 *
 * reads   ohlcv_daily, ohlcv_daily_superseded, ex_factors, derivations
 * writes  indicators_daily, derivations; idempotent by the content of what it reads
 * throws  usage.unknown_name, quant.parameter for an indicator that cannot be; data.beyond_as_of
 */
export async function deriveTechnical(draft: Draft, options: TechnicalOptions): Promise<Derived> {
  const specs = options.indicators.map(parseIndicator);
  const factors = await readExFactors(draft, options.asOfDay);
  const stamp = await stampOf(draft, ['ohlcv_daily', 'ohlcv_daily_superseded', 'ex_factors'], {
    asOfMs: options.asOfMs,
    calendar: options.calendar,
    indicators: specs.map((spec) => spec.columns),
    adjust: options.adjust,
    allowInterpolated: options.allowInterpolated,
    shards: options.shards,
    compact: options.compact,
    exEvents: countEvents(factors),
  });
  const columns = technicalColumns(specs);
  const none: DerivedFacts = { ...EMPTY, columns, rows: draft.snapshot('indicators_daily').rows };
  if (draft.files('ohlcv_daily').length === 0) return none as Derived;
  if (await isCurrent(draft, 'indicators_daily', stamp))
    return { ...none, state: 'unchanged', because: null } as Derived;
  const facts = await computeShards(draft, specs, factors, options);
  await rememberStamp(draft, { asset: 'indicators_daily', stamp, columns }, options.author);
  return { ...none, ...facts } as Derived;
}

const EMPTY: DerivedFacts = {
  asset: 'indicators_daily',
  state: 'nothing_to_compute',
  because: 'no bars are stored',
  rows: 0,
  instruments: 0,
  sessionLast: null,
  columns: {},
  leftOut: {},
};

function technicalColumns(specs: readonly IndicatorSpec[]): Schema {
  const names = ['close_adj', ...specs.flatMap((spec) => spec.columns)];
  return Object.fromEntries(names.map((name) => [name, 'double']));
}

async function computeShards(
  draft: Draft,
  specs: readonly IndicatorSpec[],
  factors: ExFactors,
  options: TechnicalOptions,
): Promise<Partial<DerivedFacts>> {
  const shards = shardsOf(await draft.lake.instruments(draft.files('ohlcv_daily')), options.shards);
  const total = { rows: 0, instruments: 0, sessionLast: null as SessionDay | null };
  const leftOut = { suspended: 0, interpolated: 0, notYetKnown: 0 };
  for (const [k, shard] of shards.entries()) {
    options.signal?.throwIfAborted();
    const done = await computeShard(draft, shard, { specs, factors, options });
    total.rows += done.rows;
    total.instruments += done.instruments;
    if (done.newest !== null) total.sessionLast = Math.max(total.sessionLast ?? -Infinity, done.newest);
    for (const reason of ['suspended', 'interpolated', 'notYetKnown'] as const) leftOut[reason] += done.leftOut[reason];
    options.onShard?.(k + 1, shards.length);
  }
  removeOtherShards(draft, shards);
  return { ...total, leftOut, state: 'computed', because: null };
}

type Work = {
  readonly specs: readonly IndicatorSpec[];
  readonly factors: ExFactors;
  readonly options: TechnicalOptions;
};

async function computeShard(draft: Draft, shard: Shard, { specs, factors, options }: Work) {
  const { asOfMs, allowInterpolated, author, compact } = options;
  const inputs = neededInputs(specs);
  const columns = Object.fromEntries(inputs.map((name) => [name, 'double'] as const));
  const instruments = { from: shard.from, to: shard.to };
  const { bars, leftOut } = await readBarsAsOf(draft, { columns, asOfMs, instruments, allowInterpolated });
  const rows = indicatorRows(bars, { inputs, specs, factors, adjust: options.adjust });
  const asset = ASSETS.indicators_daily;
  const schema: Schema = Object.fromEntries(Object.entries(rows.columns).map(([name, { type }]) => [name, type]));
  const provenance = provenanceOf(asset.name, author, inputVersions(draft));
  await writePartition(draft, { asset, partition: shard.partition, rows, schema, compact, provenance });
  const names = bars.rows === 0 ? 0 : runsOf(text(bars, 'instrument')).names.length;
  return { rows: rows.rows, instruments: names, newest: newestSession(bars), leftOut };
}

function neededInputs(specs: readonly IndicatorSpec[]): readonly InputName[] {
  const asked = specs.flatMap((spec) => spec.inputs.map((name) => (name.startsWith('real') ? 'close' : name)));
  return [...new Set<InputName>(['close', ...asked])];
}

/** Columns of `indicators_daily` for these bars: one instrument after the other, each on its own basis. */
export function indicatorRows(
  bars: Frame,
  how: {
    readonly inputs: readonly InputName[];
    readonly specs: readonly IndicatorSpec[];
    readonly factors: ExFactors;
    readonly adjust: Adjust;
  },
): Frame {
  const { names, offsets } = runsOf(text(bars, 'instrument'));
  const bounds = bars.rows === 0 ? Int32Array.of(0) : offsets;
  const scale = new Float64Array(bars.rows);
  const session = days(bars, 'session');
  for (let k = 0; k + 1 < bounds.length; k += 1) {
    const own = session.subarray(bounds[k]!, bounds[k + 1]!);
    scale.set(multipliers(own, how.factors.get(names[k]!), how.adjust), bounds[k]!);
  }
  const adjusted = (name: InputName) => {
    const values = doubles(bars, name);
    return PRICES.has(name) ? values.map((value, row) => value * scale[row]!) : values;
  };
  const panel = { offsets: bounds, ...Object.fromEntries(how.inputs.map((name) => [name, adjusted(name)])) } as Panel;
  const outputs = runPanel(panel, how.specs);
  const asDouble = (values: Float64Array) => ({ type: 'double', values }) as const;
  const computed = Object.entries(outputs).map(([name, values]) => [name, asDouble(values)] as const);
  const { instrument, session: sessions } = bars.columns;
  const columns = { instrument: instrument!, session: sessions!, close_adj: asDouble(panel.close!) };
  return { rows: bars.rows, columns: { ...columns, ...Object.fromEntries(computed) } };
}

function inputVersions(draft: Draft) {
  return ['ohlcv_daily', 'ex_factors'].map((asset) => ({ asset, version: draft.snapshot(asset).version }));
}

/** Files of an earlier cut into other shards. */
function removeOtherShards(draft: Draft, shards: readonly Shard[]): void {
  const current = new Set(shards.map((shard) => shard.partition));
  const files = draft.files('indicators_daily').filter((file) => !current.has(file.partition));
  if (files.length > 0) draft.apply({ asset: 'indicators_daily', removed: files.map((file) => file.path), added: [] });
}
