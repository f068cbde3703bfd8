import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { planBackfill } from '../../src/control/backfill/plan.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { assetStatus } from '../../src/control/partition/asset-status.ts';
import { chunksOf } from '../../src/control/partition/chunks.ts';
import { blockInKeys, countSlices, runPartitionsOf } from '../../src/control/partition/grid.ts';
import { PartitionKeeper } from '../../src/control/partition/keeper.ts';
import type { StepSuccess } from '../../src/control/partition/made.ts';
import { madeRecorder } from '../../src/control/partition/record-made.ts';
import { METRICS, newRun, runIdAt } from '../../src/control/state/kit/fixtures.ts';
import { sessionOfDay } from '../../src/core/time.ts';
import type { RowLiteral } from '../../src/data/rows-kit.ts';
import {
  barsBackfillJob,
  dailyDataSync,
  indicatorsBackfillJob,
  scoresBackfillJob,
  scoringAndSave,
  stockAnalysisJob,
  stockAssets,
  stockJobs,
} from '../../src/pipelines/stocks/index.ts';
import { partitionCalendar } from '../../src/runtime/partition-calendar.ts';
import { onProfileCalendar } from '../../src/runtime/profile-calendar.ts';
import { openDesk } from './desk.ts';
import { scriptedSource, type World, worldOf } from './scripted-source.ts';

/** Ten sessions of New York, Tuesday 2013-02-19 to Monday 2013-03-04; the exchange closes at 21:00 UTC. */
const SESSIONS = [
  ...['2013-02-19', '2013-02-20', '2013-02-21', '2013-02-22', '2013-02-25'],
  ...['2013-02-26', '2013-02-27', '2013-02-28', '2013-03-01', '2013-03-04'],
];
const EVENING = '2013-03-04T22:00:00Z';

const listed = (instrument: string, more: RowLiteral = {}): RowLiteral => ({
  ...{ instrument, venue: 'XNYS', board: 'XNYS', listed: '2013-02-19' },
  ...more,
});
const bar = (instrument: string, session: string, close: number): RowLiteral => ({
  ...{ instrument, session, open: close, high: close + 1, low: close - 1, close, volume: 100 },
});
const barsOf = (instrument: string, first: number, sessions = SESSIONS) =>
  sessions.map((session, k) => bar(instrument, session, first + k));

/** A trades all the time, B was listed on the 25th, C delisted on the 26th, A is suspended on the 27th. */
function threeStocks(): World {
  const instruments = [
    listed('A'),
    listed('B', { listed: '2013-02-25' }),
    listed('C', { listed: '2013-02-19', delisted: '2013-02-26' }),
  ];
  const bars = [
    ...barsOf('A', 10).filter(({ session }) => session !== '2013-02-27'),
    ...barsOf('B', 50, SESSIONS.slice(4)),
    ...barsOf('C', 90, SESSIONS.slice(0, 5)),
  ];
  return worldOf({ instruments, bars, suspensions: [{ instrument: 'A', session: '2013-02-27' }] });
}

const HELD = 9 + 6 + 5;

/** Two weeks are too short for most factors. */
const BY_PRICE = { config: { weights: { close: 1 } } } as const;

/** The desk with an engine's book of slices: what steps say is recorded as it is there. */
async function openSliced(world: World) {
  const profile = { description: '', simulated: true, providers: [], calendar: 'XNYS' };
  const project = onProfileCalendar(defineProject({ jobs: stockJobs, assets: stockAssets }), profile);
  const store = openMemoryStateStore();
  const lease = await store.acquireEngine({ pid: 1, host: 'desk', sinceMs: 0, what: 'test' });
  const keeper = new PartitionKeeper({ assets: project.assets, calendar: partitionCalendar, store });
  const clock = { nowMs: world.now, monotonicMs: () => 0, sleep: async () => {} };
  const record = madeRecorder({ assets: project.assets, keeper, store, lease, clock });
  let runs = 0;
  const onSuccess = async (success: StepSuccess): Promise<void> => {
    runs += 1;
    const [runId, atMs] = [runIdAt(runs), world.now()];
    const made = await record(success);
    await store.createRun(lease, newRun(runId, ['a']));
    const { started } = await store.advance(lease, { runId, atMs, start: [{ stepKey: 'a', isolated: false }] });
    const { changes } = success.result;
    const how = { outcome: 'succeeded', output: 'null', metrics: METRICS } as const;
    await store.advance(lease, {
      runId,
      atMs,
      end: [{ stepKey: 'a', token: started[0]!.token, ...how, changes, made }],
    });
  };
  const desk = await openDesk(world, EVENING, () => scriptedSource(world), onSuccess);
  const statusOf = (name: string) => {
    const asset = project.assets.find((each) => each.name === name)!;
    return assetStatus(asset, { store, keeper, nowMs: world.now() });
  };
  const plan = (asset: string, what: 'missing' | 'stale', more = {}) =>
    planBackfill({ ...ASK, asset, what, ...more }, { project, keeper, store, nowMs: world.now() });
  /** As the engine does it: one run for each piece of the plan. */
  const backfill = async (job: typeof barsBackfillJob, asset: string, what: 'missing' | 'stale', more = {}) => {
    const { region } = await plan(asset, what, more);
    const { grid } = await statusOf(asset);
    const pieces = [...chunksOf(region, job.partitionsPerRun)];
    const { config = {} } = job === scoresBackfillJob ? BY_PRICE : {};
    for (const piece of pieces) await desk.run(job, { config, partitions: runPartitionsOf(grid, piece, what) });
    return pieces.length;
  };
  return { ...desk, statusOf, plan, backfill };
}

const ASK = {
  ...{ backfill: 'b1', job: null, from: null, to: null, lanes: null, concurrency: null, settings: {}, by: 'test' },
} as const;

async function absencesIn(status: Awaited<ReturnType<Awaited<ReturnType<typeof openSliced>>['statusOf']>>) {
  return Object.fromEntries(
    [...status.absent, ...status.explained].map(({ reason, region }) => [reason, countSlices(status.grid, region)]),
  );
}

describe('the bars of the stock desk as slices', () => {
  it('are expected in every session of a listing, and a suspended one is accounted for', async () => {
    await using desk = await openSliced(threeStocks());
    await desk.run(dailyDataSync);
    const status = await desk.statusOf('ohlcv_daily');
    assert.deepEqual(status.counts, { existing: 10 + 6 + 5, current: HELD, absent: 1, missing: 0, stale: 0 });
    assert.deepEqual(await absencesIn(status), { suspended: 1 });
  });

  it('are missing where nobody asked; a backfill asks for just these, and the next has nothing to do', async () => {
    await using desk = await openSliced(threeStocks());
    await desk.run(dailyDataSync, { config: { start_date: '2013-02-28' } });
    const before = await desk.statusOf('ohlcv_daily');
    assert.deepEqual([before.counts.current, await absencesIn(before)], [6, { not_asked: HELD - 6 + 1 }]);
    desk.world.requests.length = 0;
    assert.equal(await desk.backfill(barsBackfillJob, 'ohlcv_daily', 'missing', { from: '2013-02-21' }), 1);
    assert.deepEqual(
      desk.world.requests
        .filter(({ kind }) => kind === 'bars')
        .map(({ from, to, instruments }) => [from, to, instruments]),
      [['2013-02-21', '2013-02-27', ['A', 'B', 'C']]],
      'in one request: B has nothing before its listing, C nothing from its delisting on',
    );
    const after = await desk.statusOf('ohlcv_daily');
    assert.deepEqual([after.counts.missing, await absencesIn(after)], [4, { not_asked: 4, suspended: 1 }]);
    assert.equal((await desk.plan('ohlcv_daily', 'missing', { from: '2013-02-21' })).started.partitions, 0);
    assert.equal((await desk.sql('select count(*)::int from ohlcv_daily'))[0]![0], HELD - 4);
  });

  it('that the source does not have are told apart, and not asked for again', async () => {
    const world = threeStocks();
    world.rows.bars = world.rows.bars!.filter(
      ({ instrument, session }) => instrument !== 'B' || session !== '2013-02-28',
    );
    await using desk = await openSliced(world);
    await desk.run(dailyDataSync);
    assert.deepEqual(await absencesIn(await desk.statusOf('ohlcv_daily')), { not_delivered: 1, suspended: 1 });
    assert.equal((await desk.plan('ohlcv_daily', 'missing')).started.partitions, 0);
    await desk.run(stockAnalysisJob);
    const { counts } = await desk.statusOf('ohlcv_daily');
    assert.deepEqual([counts.current, counts.absent], [HELD, 1], 'carried forward, it is there');
  });

  it('are missing while the source has not published them, and absent where it ends for good', async () => {
    const world = threeStocks();
    world.published = '2013-03-01';
    await using desk = await openSliced(world);
    await desk.run(dailyDataSync);
    const { counts, absent } = await desk.statusOf('ohlcv_daily');
    assert.deepEqual([counts.missing, absent.map(({ reason }) => reason)], [2, ['suspended']]);
    world.published = '2013-02-21';
    await using ended = await openSliced(world);
    await ended.run(dailyDataSync);
    const after = await ended.statusOf('ohlcv_daily');
    assert.deepEqual([after.counts.missing, after.absent.map(({ reason }) => reason)], [0, ['beyond_source']]);
  });
});

describe('what is computed from the bars', () => {
  it('has slices where bars are, and a revised bar makes exactly its own later sessions stale', async () => {
    await using desk = await openSliced(threeStocks());
    await desk.run(stockAnalysisJob, BY_PRICE);
    assert.deepEqual((await desk.statusOf('indicators_daily')).counts, {
      ...{ existing: HELD, current: HELD, absent: 0, missing: 0, stale: 0 },
    });
    const bars = desk.world.rows.bars!;
    bars[bars.findIndex(({ instrument, session }) => instrument === 'B' && session === '2013-03-01')] = bar(
      'B',
      '2013-03-01',
      77,
    );
    await desk.run(dailyDataSync, { config: { refetch: true } });
    const status = await desk.statusOf('indicators_daily');
    const stale = status.stale.map(({ region, reason }) => [
      region.map((block) => blockInKeys(status.grid, block)),
      reason.because === 'input_revised' ? reason.input : reason.because,
    ]);
    const itsOwn = { spans: [{ from: '2013-03-01', to: '2013-03-04', count: 2 }], lanes: ['B'] };
    assert.deepEqual(stale, [[[itsOwn], 'ohlcv_daily']]);
    await desk.backfill(indicatorsBackfillJob, 'indicators_daily', 'stale');
    assert.equal((await desk.statusOf('indicators_daily')).counts.stale, 0);
    const scores = await desk.statusOf('scores');
    const day = scores.stale.flatMap(({ region }) => region.flatMap(({ points }) => points.map(({ from }) => from)));
    assert.deepEqual([scores.counts.stale, day.map(sessionOfDay)], [2, ['2013-03-04']], 'the whole cross-section');
    await desk.run(scoringAndSave, BY_PRICE);
    assert.equal((await desk.statusOf('scores')).counts.stale, 0);
  });

  it('is computed as a whole, and makes nothing stale where nothing has changed', async () => {
    await using desk = await openSliced(threeStocks());
    await desk.run(stockAnalysisJob, BY_PRICE);
    desk.world.rows.bars!.push(bar('A', '2013-03-05', 21), bar('B', '2013-03-05', 57));
    await desk.run(stockAnalysisJob, { ...BY_PRICE, at: '2013-03-05T22:00:00Z' });
    for (const name of ['indicators_daily', 'scores']) assert.equal((await desk.statusOf(name)).counts.stale, 0, name);
    assert.equal((await desk.statusOf('indicators_daily')).counts.current, HELD + 2);
  });

  it('is changed everywhere by other settings', async () => {
    await using desk = await openSliced(threeStocks());
    await desk.run(stockAnalysisJob, BY_PRICE);
    await desk.run(stockAnalysisJob, { config: { ...BY_PRICE.config, indicators: ['SMA(3)'] } });
    assert.equal((await desk.statusOf('indicators_daily')).counts.stale, 0);
    assert.equal((await desk.statusOf('scores')).counts.stale, 0, 'scored again in the same run');
  });

  it('is scored for past sessions by a backfill, and the merged table stays that of the latest', async () => {
    await using desk = await openSliced(threeStocks());
    await desk.run(stockAnalysisJob, BY_PRICE);
    const merged = desk.snapshot('merged_daily').version;
    const before = (await desk.statusOf('scores')).counts;
    assert.equal(before.missing, HELD - 2);
    await desk.backfill(scoresBackfillJob, 'scores', 'missing', { from: '2013-02-26' });
    const after = (await desk.statusOf('scores')).counts;
    assert.deepEqual([after.missing, desk.snapshot('merged_daily').version], [HELD - 9, merged]);
    assert.equal(after.absent, 1, 'B alone in its session is compared with nobody');
    assert.deepEqual(await desk.sql('select count(distinct session)::int from scores'), [[4]]);
  });
});
