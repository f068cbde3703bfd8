import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { bundledPrices } from '../../src/adapters/files/bundled.ts';
import { calendarOf } from '../../src/calendar/index.ts';
import { toSession } from '../../src/core/time.ts';
import type { RowLiteral } from '../../src/data/rows-kit.ts';
import {
  dailyEtlPipeline,
  dailyFullPipeline,
  eveningPipeline,
  indicatorCalculation,
  morningPipeline,
  scoringAndSave,
  stockJobs,
} from '../../src/pipelines/stocks/index.ts';
import { type Desk, openDesk } from './desk.ts';
import { type World, worldOf } from './scripted-source.ts';

const calendar = calendarOf('XNYS');
const SESSIONS = calendar.sessions(toSession('2012-10-01'), toSession('2013-03-01'));
const NAMES = ['A', 'B', 'C', 'D', 'E'];
const FRIDAY_EVENING = '2013-03-01T22:00:00Z';
const SETTINGS = { indicators: ['SMA(5)', 'RSI(6)', 'MACD(3,6,3)'] };

/** Wobbles around a line; each instrument in its own way, the same every time. */
function closeOf(name: number, session: number): number {
  return 20 + name * 10 + session * 0.1 * (name - 1.5) + 3 * Math.sin(session * (0.3 + name * 0.17));
}

function bars(until: string): RowLiteral[] {
  return NAMES.flatMap((instrument, name) =>
    SESSIONS.filter((session) => session <= until).map((session, k) => {
      const close = closeOf(name, k);
      return { instrument, session, open: close, high: close + 1, low: close - 1, close, volume: 1000 };
    }),
  );
}

function statements(until: string): RowLiteral[] {
  return NAMES.flatMap((instrument, name) => {
    const told = (quarter: string, announced: string, profit: number): RowLiteral => ({
      instrument,
      quarter,
      announced,
      known_at: `${announced}T22:00:00Z`,
      net_profit_parent: profit,
      equity_parent: 500 + name,
    });
    return [
      told('2011q3', '2011-10-28', 30),
      told('2011q4', '2012-02-28', 40),
      told('2012q3', '2012-10-30', 36 + name),
      told('2012q4', '2013-02-27', 90 - name * 10),
    ].filter((row) => String(row.announced) <= until);
  });
}

function market(until: string): World {
  return worldOf({
    instruments: NAMES.map((instrument) => ({ instrument, venue: 'XNYS', listed: '2012-10-01' })),
    bars: bars(until),
    fundamentals: statements(until),
    valuations: bars(until).map(({ instrument, session }) => ({
      instrument: instrument!,
      session: session!,
      market_cap: 1000,
    })),
  });
}

const SCORES = 'select * from scores order by session, instrument';

describe('the full pipeline', () => {
  it('ends with scores whose parts add up, saved in both forms with the rows it claims', async () => {
    await using desk = await openDesk(market('2013-03-01'), FRIDAY_EVENING);
    const { summary } = await desk.run(dailyFullPipeline, { config: SETTINGS });
    assert.equal(summary.scores!.rows, 5);
    assert.deepEqual(summary.scores!.absent, {});
    for (const { score, parts } of summary.scores!.top) {
      const sum = Object.values(parts).reduce<number>((total, part) => total + (part ?? 0), 0);
      assert.ok(Math.abs(sum - score) < 1e-12, `${sum} is ${score}`);
    }
    const [parquet, duckdb] = summary.outputs;
    assert.deepEqual([parquet!.format, parquet!.rows, duckdb!.format], ['parquet', 5, 'duckdb']);
    assert.deepEqual(await tablesOf(duckdb!.path), { merged_daily: 300, processed_daily: 5, scores: 5 });
    assert.deepEqual(await desk.sql('select count(*)::int, count(score)::int from processed_daily'), [[5, 5]]);
    const described = 'select dataset, rows, last_session::text, simulated from dataset_metadata order by 1';
    assert.deepEqual((await desk.sql(described)).at(-1), ['scores', 5, '2013-03-01', true]);
    const kept = await desk.sql("select value from run_metrics where metric = 'rows_inserted'");
    assert.deepEqual(kept, [[NAMES.length * SESSIONS.length]]);
  });

  it('changes no byte when nothing changed', async () => {
    await using desk = await openDesk(market('2013-03-01'), FRIDAY_EVENING);
    await desk.run(dailyFullPipeline, { config: SETTINGS });
    const paths = () => ASSETS_OF_VALUES.map((asset) => desk.snapshot(asset).files.map((file) => file.path));
    const before = paths();
    const { summary } = await desk.run(dailyFullPipeline, { config: SETTINGS, at: '2013-03-02T09:00:00Z' });
    assert.deepEqual(paths(), before);
    const unchanged = summary.derived.filter((facts) => facts.state === 'unchanged').map((facts) => facts.asset);
    assert.deepEqual(unchanged.sort(), ['fundamental_indicators_daily', 'indicators_daily']);
  });

  it('sees nothing later: cutting off what came after the as-of changes no score', async () => {
    const asOf = '2013-02-28T22:00:00Z';
    await using whole = await openDesk(market('2013-03-01'), FRIDAY_EVENING);
    await whole.run(dailyFullPipeline, { config: SETTINGS });
    await whole.run(dailyFullPipeline, { config: SETTINGS, asOf });
    await using cut = await openDesk(market('2013-02-28'), asOf);
    await cut.run(dailyFullPipeline, { config: SETTINGS });
    const of = (desk: Desk) => desk.sql("select * from scores where session = '2013-02-28' order by instrument");
    const expected = await of(cut);
    assert.equal(expected.length, 5);
    assert.deepEqual(await of(whole), expected);
  });

  it('uses an announcement from the session after it', async () => {
    await using desk = await openDesk(market('2013-03-01'), FRIDAY_EVENING);
    await desk.run(dailyFullPipeline, { config: SETTINGS });
    const rows = await desk.sql(
      "select session::text, quarter, round(pe_ttm, 9) from merged_daily where instrument = 'C' and session >= '2013-02-26' order by 1",
    );
    // Until the 27th: 38 + 40 - 30 = 48; from the 28th: 90 - 20 = 70.
    assert.deepEqual(rows, [
      ['2013-02-26', '2012q3', 20.833333333],
      ['2013-02-27', '2012q3', 20.833333333],
      ['2013-02-28', '2012q4', 14.285714286],
      ['2013-03-01', '2012q4', 14.285714286],
    ]);
  });

  it('leaves interpolated bars out of indicators and scores unless someone insists', async () => {
    const world = market('2013-03-01');
    world.rows.bars = world.rows.bars!.filter((row) => row.instrument !== 'A' || row.session !== '2013-02-27');
    await using desk = await openDesk(world, FRIDAY_EVENING);
    const linear = { ...SETTINGS, completion: 'linear' };
    await desk.run(dailyFullPipeline, { config: linear });
    assert.deepEqual(await desk.sql('select session::text, filled_by from ohlcv_daily where filled_by is not null'), [
      ['2013-02-27', 'linear'],
    ]);
    const there = "select count(*)::int from indicators_daily where instrument = 'A' and session = '2013-02-27'";
    assert.deepEqual(await desk.sql(there), [[0]]);
    await desk.run(dailyFullPipeline, { config: { ...linear, allow_interpolated: true } });
    assert.deepEqual(await desk.sql(there), [[1]]);
  });

  it('narrows to the instruments it is asked for, and keeps what is stored of others', async () => {
    await using desk = await openDesk(market('2013-03-01'), FRIDAY_EVENING);
    await desk.run(dailyFullPipeline, { config: SETTINGS });
    const { summary } = await desk.run(dailyFullPipeline, { config: { ...SETTINGS, target_stocks: ['B', 'D', 'E'] } });
    assert.deepEqual(summary.scores!.top.map((line) => line.instrument).sort(), ['B', 'D', 'E']);
    assert.deepEqual(await desk.sql('select count(distinct instrument)::int from indicators_daily'), [[5]]);
  });
});

const ASSETS_OF_VALUES = ['ohlcv_daily', 'indicators_daily', 'fundamental_indicators_daily', 'merged_daily', 'scores'];

async function tablesOf(path: string): Promise<Readonly<Record<string, number>>> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const counts: Record<string, number> = {};
  for (const table of ['merged_daily', 'processed_daily', 'scores']) {
    const found = await connection.runAndReadAll(`select count(*)::int from ${table}`);
    counts[table] = found.getRows()[0]![0] as number;
  }
  connection.closeSync();
  instance.closeSync();
  return counts;
}

describe('the other jobs', () => {
  it('compute and score on what earlier runs stored, to the same end', async () => {
    await using desk = await openDesk(market('2013-03-01'), FRIDAY_EVENING);
    await desk.run(dailyFullPipeline, { config: SETTINGS });
    const expected = await desk.sql(SCORES);
    await desk.run(indicatorCalculation, { config: { indicators: ['SMA(3)'] } });
    await desk.run(indicatorCalculation, { config: SETTINGS });
    const { summary } = await desk.run(scoringAndSave);
    assert.deepEqual(await desk.sql(SCORES), expected);
    assert.equal(summary.outputs.length, 2);
  });

  it('say what to run first when nothing is stored', async () => {
    await using desk = await openDesk(market('2013-03-01'), FRIDAY_EVENING);
    await assert.rejects(desk.run(indicatorCalculation), { code: 'data.invalid', message: /"tapeline run sync"/ });
    await assert.rejects(desk.run(scoringAndSave), { code: 'data.invalid', message: /"tapeline run calculation"/ });
    await assert.rejects(desk.run(eveningPipeline), {
      code: 'data.invalid',
      message: /"tapeline run morning_pipeline"/,
    });
  });

  it('pass the day from morning to evening, and leave nothing temporary behind', async () => {
    await using desk = await openDesk(market('2013-03-01'), FRIDAY_EVENING);
    await desk.run(morningPipeline, { config: { temporary_sessions: 2 } });
    assert.equal(desk.snapshot('temporary_daily').rows, 10);
    const { outputs } = await desk.run(eveningPipeline, { config: SETTINGS });
    const { temporary } = outputs.load_temporary_data as { temporary: Readonly<Record<string, unknown>> };
    assert.deepEqual(
      [temporary.rows, temporary.sessionFirst, temporary.sessionLast, temporary.changedSince],
      [10, '2013-02-28', '2013-03-01', 0],
    );
    assert.equal(desk.snapshot('temporary_daily').rows, 0);
    assert.equal(desk.snapshot('scores').rows, 5);
  });

  it('extract, transform and load without scores', async () => {
    await using desk = await openDesk(market('2013-03-01'), FRIDAY_EVENING);
    const { summary } = await desk.run(dailyEtlPipeline, { config: SETTINGS });
    assert.deepEqual([summary.scores, summary.outputs[0]!.rows], [null, 300]);
  });

  it('all have their names, tags, a retry policy on every op, and a stage on every step', () => {
    assert.deepEqual(
      stockJobs.map((job) => [job.name, job.aliases[0]]),
      [
        ['stocks.daily_full_pipeline', 'full'],
        ['stocks.stock_analysis_job', 'analysis'],
        ['stocks.daily_data_sync', 'sync'],
        ['stocks.data_completion', 'completion'],
        ['stocks.indicator_calculation', 'calculation'],
        ['stocks.scoring_and_save', 'scoring'],
        ['stocks.daily_etl_pipeline', 'etl'],
        ['stocks.morning_pipeline', 'morning'],
        ['stocks.evening_pipeline', 'evening'],
        ['stocks.quarantine_review', 'review'],
        ['stocks.bars_backfill', 'bars_backfill'],
        ['stocks.indicators_backfill', 'indicators_backfill'],
        ['stocks.scores_backfill', 'scores_backfill'],
        ['stocks.publish_results', 'publish'],
      ],
    );
    for (const { pipeline, tags } of stockJobs) {
      assert.ok(tags.type !== undefined && ['daily', 'manual'].includes(tags.frequency ?? ''));
      for (const { op } of pipeline.steps) {
        assert.ok(op.retry.max > 0 && op.timeoutMs !== null && op.tags.stage !== undefined, op.name);
        if ('lake' in op.resources) assert.equal(op.isolate, 'process', op.name);
      }
    }
  });
});

describe('real prices', () => {
  const demo = fileURLToPath(new URL('../../demo', import.meta.url));
  const metadata = JSON.parse(readFileSync(`${demo}/prices/metadata.json`, 'utf8'));

  it('go through the whole pipeline: every row, every session, splits seen as such', async () => {
    const world = worldOf({});
    await using desk = await openDesk(world, '2013-03-02T12:00:00Z', () => bundledPrices(demo, { nowMs: world.now }));
    const { summary } = await desk.run(dailyFullPipeline);
    const { series } = metadata.files['us-stocks.csv.gz'];
    const counts = await desk.sql(
      "select instrument, count(*)::int, min(session)::text, max(session)::text from ohlcv_daily where instrument <> 'SP500' group by 1 order by 1",
    );
    assert.deepEqual(
      counts,
      Object.entries(series as Record<string, { rows: number; first: string; last: string }>).map(
        ([name, { rows, first, last }]) => [name, rows, first, last],
      ),
    );
    assert.deepEqual([summary.gaps!.left, summary.quality!.verdict, summary.quality!.quarantined], [0, 'passed', 0]);
    assert.deepEqual(Object.keys(summary.scores!.absent).sort(), ['pb', 'pe', 'roe']);
    // Apple split two for one on 2005-02-28: 88.99 became 44.86, which was a gain of 0.8 %.
    const around = await desk.sql(
      "select close_adj from indicators_daily where instrument = 'AAPL' and session between '2005-02-25' and '2005-02-28' order by session",
    );
    const [before, after] = around.map((row) => Number(row[0]));
    assert.ok(Math.abs(after! / before! - (44.86 * 2) / 88.99) < 0.01, `${before} -> ${after}`);
    assert.equal(summary.source!.simulated, false);
  });
});
