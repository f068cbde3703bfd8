import { job, op, pipeline, z } from '../../src/control/definition/index.ts';
import { type Column, type Frame, frame, NO_TEXT, textColumn } from '../../src/core/frame.ts';
import type { LakeFile } from '../../src/core/snapshot.ts';
import { DAY_MS } from '../../src/core/time.ts';
import { ASSETS, type AssetName } from '../../src/data/stored/assets.ts';
import type { Lake } from '../../src/data/stored/lake.ts';
import { lake } from '../../src/pipelines/stocks/ports.ts';
import { createMarket, type SimulatedMarket } from '../../src/sandbox/rqdata/index.ts';
import { quarterText } from '../../src/sandbox/rqdata/quarters.ts';

const assets: readonly AssetName[] = [
  'ohlcv_daily',
  'instruments',
  'ex_factors',
  'fundamentals',
  'valuations',
  'suspensions',
];
const config = z.object({
  symbols: z.number().default(5000),
  from: z.string().default('2016-01-04'),
  to: z.string().default('2025-12-31'),
});

/** Writes a simulated universe straight into the lake, as ten years of syncing would have left it. */
const seedMarket = op({
  name: 'seed_market',
  config,
  resources: { lake },
  writes: assets,
  isolate: 'process',
  async run(_inputs: Record<never, never>, context) {
    const { symbols, from, to } = context.config;
    const market = createMarket({ seed: 7, symbols, from, to });
    const bars = collectBars(market);
    const write = async (asset: AssetName, partition: string, columns: Record<string, Column>): Promise<LakeFile> =>
      writePart(context.lake, asset, partition, frame(columns));
    const publish = (asset: AssetName, added: readonly LakeFile[]): void =>
      context.publish({ asset, removed: context.snapshot(asset).files.map((file) => file.path), added });
    const [barFiles, valueFiles]: [LakeFile[], LakeFile[]] = [[], []];
    for (const { year, rows } of yearsOf(market, bars)) {
      barFiles.push(await write('ohlcv_daily', `y=${year}`, barColumns(market, bars, rows)));
      valueFiles.push(await write('valuations', `y=${year}`, valueColumns(market, bars, rows)));
      context.progress(barFiles.length, 10, 'years');
    }
    publish('ohlcv_daily', barFiles);
    publish('valuations', valueFiles);
    publish('instruments', [await write('instruments', 'all', instrumentColumns(market))]);
    publish('ex_factors', [await write('ex_factors', 'all', factorColumns(market, bars))]);
    publish('fundamentals', [await write('fundamentals', 'all', statementColumns(market))]);
    context.metrics.rows(bars.rows);
    return { rows: bars.rows };
  },
});

export const seedJob = job(
  pipeline('bench.seed', (p) => void p.add(seedMarket)),
  { aliases: ['seed'] },
);

type Bars = ReturnType<typeof collectBars>;

/** All rows in order of instrument and session: prices in cents, so that twelve million fit into memory. */
function collectBars(market: SimulatedMarket) {
  const rowsMax = market.instruments.length * market.days.length;
  const ints = (): Int32Array => new Int32Array(rowsMax);
  const all = {
    code: ints(),
    session: ints(),
    open: ints(),
    high: ints(),
    low: ints(),
    close: ints(),
    prev: ints(),
    volume: new Float64Array(rowsMax),
    cap: new Float64Array(rowsMax),
    suspended: new Uint8Array(rowsMax),
  };
  const actions: { code: number; exDay: number; announced: number; factor: number; cumulative: number }[] = [];
  let rows = 0;
  let code = 0;
  for (const series of market.eachSeries()) {
    for (let row = 0; row < series.rows; row += 1, rows += 1) {
      all.code[rows] = code;
      all.session[rows] = series.begin + row;
      all.open[rows] = series.openCents[row]!;
      all.high[rows] = series.highCents[row]!;
      all.low[rows] = series.lowCents[row]!;
      all.close[rows] = series.closeCents[row]!;
      all.prev[rows] = series.prevCloseCents[row]!;
      all.volume[rows] = series.volume[row]!;
      all.cap[rows] = (series.closeCents[row]! / 100) * series.shares[row]!;
    }
    for (const { exIndex, declarationIndex, exFactor, exFactorCumulative } of series.actions) {
      const exDay = market.days[exIndex];
      if (exDay === undefined) continue;
      actions.push({
        code,
        exDay,
        announced: market.days[Math.max(0, declarationIndex)]!,
        factor: exFactor,
        cumulative: exFactorCumulative,
      });
    }
    code += 1;
  }
  return { ...all, rows, actions };
}

/** The row numbers of each calendar year, still in order of instrument and session. */
function* yearsOf(
  market: SimulatedMarket,
  bars: Bars,
): Generator<{ readonly year: number; readonly rows: Int32Array }> {
  const yearOf = Int32Array.from(market.sessions, (session) => Number(session.slice(0, 4)));
  for (const year of new Set(yearOf)) {
    let count = 0;
    const rows = new Int32Array(bars.rows);
    for (let row = 0; row < bars.rows; row += 1) if (yearOf[bars.session[row]!] === year) rows[count++] = row;
    yield { year, rows: rows.slice(0, count) };
  }
}

const cents = (values: Int32Array, rows: Int32Array): Column => ({
  type: 'double',
  values: Float64Array.from(rows, (row) => values[row]! / 100),
});
const constant = (value: number, count: number): Column => ({
  type: 'double',
  values: new Float64Array(count).fill(value),
});
const none = (count: number): Column => ({ type: 'text', codes: new Int32Array(count).fill(NO_TEXT), dictionary: [] });
const same = (text: string, count: number): Column => ({
  type: 'text',
  codes: new Int32Array(count),
  dictionary: [text],
});
const instants = (count: number): Column => ({
  type: 'instant',
  values: new Float64Array(count).fill(Date.UTC(2026, 0, 1)),
});

function names(market: SimulatedMarket, bars: Bars, rows: Int32Array): Column {
  return {
    type: 'text',
    codes: Int32Array.from(rows, (row) => bars.code[row]!),
    dictionary: market.instruments.map((each) => each.orderBookId),
  };
}

function sessions(market: SimulatedMarket, bars: Bars, rows: Int32Array): Column {
  return { type: 'day', values: Int32Array.from(rows, (row) => market.days[bars.session[row]!]!) };
}

function barColumns(market: SimulatedMarket, bars: Bars, rows: Int32Array): Record<string, Column> {
  const n = rows.length;
  return {
    instrument: names(market, bars, rows),
    session: sessions(market, bars, rows),
    open: cents(bars.open, rows),
    high: cents(bars.high, rows),
    low: cents(bars.low, rows),
    close: cents(bars.close, rows),
    volume: { type: 'double', values: Float64Array.from(rows, (row) => bars.volume[row]!) },
    turnover: constant(Number.NaN, n),
    prev_close: cents(bars.prev, rows),
    limit_up: constant(Number.NaN, n),
    limit_down: constant(Number.NaN, n),
    suspended: { type: 'flag', values: Uint8Array.from(rows, (row) => (bars.volume[row] === 0 ? 1 : 0)) },
    filled_by: none(n),
    known_at: {
      type: 'instant',
      values: Float64Array.from(rows, (row) => market.days[bars.session[row]!]! * DAY_MS + 8 * 3_600_000),
    },
    provider: same('simulated', n),
    ingested_at: instants(n),
    revision: { type: 'int', values: new Int32Array(n).fill(1) },
  };
}

function valueColumns(market: SimulatedMarket, bars: Bars, rows: Int32Array): Record<string, Column> {
  return {
    instrument: names(market, bars, rows),
    session: sessions(market, bars, rows),
    market_cap: { type: 'double', values: Float64Array.from(rows, (row) => bars.cap[row]!) },
    provider: same('simulated', rows.length),
    ingested_at: instants(rows.length),
  };
}

function instrumentColumns({ instruments, days }: SimulatedMarket): Record<string, Column> {
  const n = instruments.length;
  return {
    instrument: textColumn(instruments.map((each) => each.orderBookId)),
    name: textColumn(instruments.map((each) => each.symbol)),
    venue: same('XSHG', n),
    board: textColumn(instruments.map((each) => each.board)),
    industry: none(n),
    listed: { type: 'day', values: new Int32Array(n).fill(days[0]!) },
    delisted: { type: 'day', values: new Int32Array(n).fill(-2_147_483_648) },
    provider: same('simulated', n),
    ingested_at: instants(n),
  };
}

function factorColumns({ instruments }: SimulatedMarket, { actions }: Bars): Record<string, Column> {
  const n = actions.length;
  return {
    instrument: textColumn(actions.map(({ code }) => instruments[code]!.orderBookId)),
    ex_date: { type: 'day', values: Int32Array.from(actions, ({ exDay }) => exDay) },
    ex_factor: { type: 'double', values: Float64Array.from(actions, ({ factor }) => factor) },
    ex_cum_factor: { type: 'double', values: Float64Array.from(actions, ({ cumulative }) => cumulative) },
    announced: { type: 'day', values: Int32Array.from(actions, ({ announced }) => announced) },
    inferred: { type: 'flag', values: new Uint8Array(n) },
    provider: same('simulated', n),
    ingested_at: instants(n),
  };
}

function statementColumns(market: SimulatedMarket): Record<string, Column> {
  const seen = new Set<string>();
  const rows = market.instruments.flatMap((instrument) =>
    market.statements(instrument).flatMap((statement) => {
      const key = `${instrument.orderBookId} ${statement.quarter} ${statement.infoDay}`;
      if (seen.has(key) || statement.ifAdjusted === 1) return [];
      seen.add(key);
      return [{ id: instrument.orderBookId, ...statement }];
    }),
  );
  const value = (
    field: 'revenue' | 'net_profit_parent_company' | 'equity_parent_company' | 'total_assets',
  ): Column => ({ type: 'double', values: Float64Array.from(rows, ({ values }) => values[field]) });
  return {
    instrument: textColumn(rows.map(({ id }) => id)),
    quarter: textColumn(rows.map(({ quarter }) => quarterText(quarter))),
    announced: { type: 'day', values: Int32Array.from(rows, ({ infoDay }) => infoDay) },
    known_at: { type: 'instant', values: Float64Array.from(rows, ({ infoDay }) => infoDay * DAY_MS + 12 * 3_600_000) },
    is_restated: { type: 'flag', values: new Uint8Array(rows.length) },
    revenue: value('revenue'),
    net_profit_parent: value('net_profit_parent_company'),
    equity_parent: value('equity_parent_company'),
    total_assets: value('total_assets'),
    provider: same('simulated', rows.length),
    ingested_at: instants(rows.length),
  };
}

function writePart(target: Lake, asset: AssetName, partition: string, rows: Frame): Promise<LakeFile> {
  const { schema, key } = ASSETS[asset];
  const provenance = {
    asset,
    providers: ['simulated'],
    simulated: true,
    runId: 'bench',
    stepKey: 'seed_market',
    codeVersion: 'bench',
    inputs: [],
  };
  return target.write({ asset, partition, rows, schema, key, provenance });
}
