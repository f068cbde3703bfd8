import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BackfillDecider } from '../../src/control/backfill/decider.ts';
import { asset } from '../../src/control/definition/asset.ts';
import { job } from '../../src/control/definition/job.ts';
import { op } from '../../src/control/definition/op.ts';
import { gridPartitions, sessionPartitions, staticPartitions } from '../../src/control/definition/partitions.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { assetStatus } from '../../src/control/partition/asset-status.ts';
import { PartitionKeeper } from '../../src/control/partition/keeper.ts';
import type { BackfillAsk } from '../../src/control/state/backfill/port.ts';
import { readBackfill, readBackfillRuns } from '../../src/control/state/backfill/read.ts';
import type { StateStore } from '../../src/control/state/store.ts';
import type { RunPartitions } from '../../src/core/partition.ts';
import { partitionCalendar } from '../../src/runtime/partition-calendar.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { openDesk } from './desk.ts';

const grid = gridPartitions(
  staticPartitions('markets', ['XSHE', 'XSHG', 'XHKG']),
  sessionPartitions('XSHG', { from: '2026-11-02' }),
);
const ALL_SLICES = 3 * 15;

type Options = {
  readonly concurrency?: number;
  readonly run?: (asked: RunPartitions, signal: AbortSignal) => Promise<void> | void;
  readonly store?: StateStore;
};

/** Quotes by market and session; a run makes two markets and four sessions at most. */
async function openWith({ run = () => {}, store }: Options = {}) {
  const asked: RunPartitions[] = [];
  const quotes = asset({ name: 'quotes', partitions: grid });
  const fetch = op({
    name: 'fetch',
    writes: ['quotes'],
    run: async (_, { partitions, signal }) => {
      asked.push(partitions!);
      await run(partitions!, signal);
    },
  });
  const jobs = [
    job(
      pipeline('quotes', (p) => p.add(fetch)),
      { partitions: grid, partitionsPerRun: { pointsMax: 4, lanesMax: 2 } },
    ),
  ];
  const desk = await openDesk({ jobs, assets: [quotes], ...(store === undefined ? {} : { store }) });
  const project = defineProject({ jobs, assets: [quotes] });
  const keeper = new PartitionKeeper({ assets: [quotes], calendar: partitionCalendar, store: desk.store });
  const context = {
    definition: { url: 'file:///desk/x.ts', version: '1' },
    profile: null,
    layers: [],
    partitions: keeper,
  };
  const random = seededRandom(7);
  const around = { store: desk.store, lease: desk.lease, clock: desk.clock, random, project, keeper, context };
  const serve = (signal = new AbortController().signal) =>
    desk.drive(desk.engine.serveUntilIdle(signal, [new BackfillDecider(around)]));
  const ask = async (change: Partial<BackfillAsk> = {}) => {
    const id = await desk.submit({ kind: 'backfill', data: { ...ASK, ...change } });
    return async () => (await desk.store.request(id))!.answer!;
  };
  const counts = async () =>
    (await assetStatus(quotes, { store: desk.store, keeper, nowMs: desk.clock.nowMs() })).counts;
  const row = () => readBackfill(desk.store, 'b1');
  return { ...desk, asked, serve, ask, counts, row };
}

const ASK: BackfillAsk = {
  backfill: 'b1',
  asset: 'quotes',
  job: null,
  what: 'missing',
  from: null,
  to: null,
  lanes: null,
  concurrency: 2,
  settings: {},
  by: 'test',
};

describe('a backfill', () => {
  test('makes every missing slice once, oldest first, a run never more than it may', async () => {
    const desk = await openWith();
    await desk.ask();
    await desk.serve();
    assert.deepEqual(await desk.counts(), {
      existing: ALL_SLICES,
      current: ALL_SLICES,
      absent: 0,
      missing: 0,
      stale: 0,
    });
    assert.equal((await desk.row())!.state, 'succeeded');
    assert.equal(desk.asked.length, 2 * 4, 'two groups of markets, fifteen sessions by four');
    for (const { spans, lanes } of desk.asked)
      assert.ok(spans[0]!.count <= 4 && spans.length === 1 && lanes.length <= 2);
    const firsts = desk.asked.map(({ spans }) => spans[0]!.from);
    assert.deepEqual(firsts, firsts.toSorted());
  });

  test('never has more runs open than it may', async () => {
    let [open, most] = [0, 0];
    const desk = await openWith({
      run: async () => {
        open += 1;
        most = Math.max(most, open);
        await desk.clock.sleep(1000);
        open -= 1;
      },
    });
    await desk.ask({ concurrency: 3 });
    await desk.serve();
    assert.equal(most, 3);
    assert.equal((await desk.counts()).missing, 0);
  });

  test('asked for a part makes that part, and again finds nothing to do', async () => {
    const desk = await openWith();
    await desk.ask({ from: '2026-11-10', to: '2026-11-12', lanes: ['XSHG', 'XHKG'] });
    await desk.serve();
    assert.equal((await desk.counts()).current, 2 * 3);
    const before = desk.asked.length;
    await desk.ask({ backfill: 'b2', from: '2026-11-10', to: '2026-11-12', lanes: ['XSHG'] });
    await desk.serve();
    assert.equal(desk.asked.length, before);
    assert.equal((await readBackfill(desk.store, 'b2'))!.state, 'succeeded');
  });

  test('asked for once more under its name when it is over, starts nothing', async () => {
    const desk = await openWith();
    await desk.ask({ from: '2026-11-10', to: '2026-11-12', lanes: ['XSHG'] });
    await desk.serve();
    const before = desk.asked.length;
    const answer = await desk.ask();
    await desk.serve();
    assert.deepEqual([desk.asked.length, await answer()], [before, { runId: null, error: null }]);
    assert.equal((await desk.row())!.state, 'succeeded');
  });

  test('goes on past runs that fail, ends failed, and the next one makes what they left', async () => {
    let isBroken = true;
    const desk = await openWith({
      run: ({ lanes }) => {
        if (isBroken && lanes.includes('XHKG')) throw new Error('Hong Kong is closed');
      },
    });
    await desk.ask();
    await desk.serve();
    assert.equal((await desk.row())!.state, 'failed');
    assert.deepEqual(await desk.counts(), { existing: ALL_SLICES, current: 30, absent: 0, missing: 15, stale: 0 });
    isBroken = false;
    await desk.ask({ backfill: 'b2' });
    await desk.serve();
    assert.equal((await desk.counts()).missing, 0);
    const lanes = desk.asked.slice(-4).map((asked) => asked.lanes);
    assert.deepEqual(lanes, [['XHKG'], ['XHKG'], ['XHKG'], ['XHKG']]);
  });

  test('goes on where it stood when its engine was stopped', async () => {
    const stop = new AbortController();
    const desk = await openWith({
      run: () => {
        if (desk.asked.length === 3) stop.abort(new Error('stopped'));
      },
    });
    await desk.ask({ concurrency: 1 });
    await desk.serve(stop.signal);
    assert.equal((await desk.row())!.state, 'running');
    assert.equal((await readBackfillRuns(desk.store, 'b1')).length, 3);
    await desk.serve();
    assert.equal((await readBackfillRuns(desk.store, 'b1')).length, 8, 'the other five, and none of the three again');
    assert.equal((await desk.row())!.state, 'failed', 'the third was cancelled with its engine');
    assert.equal(desk.asked.length, 8);
  });

  test('can be cancelled: what works stops, what waits never starts', async () => {
    const desk = await openWith({
      run: async (_, signal) => {
        if (desk.asked.length === 2)
          await desk.submit({ kind: 'cancel_backfill', data: { backfill: 'b1', reason: 'enough' } });
        await desk.clock.sleep(60_000, signal);
      },
    });
    await desk.ask();
    await desk.serve();
    assert.deepEqual([(await desk.row())!.state, (await desk.row())!.endReason], ['cancelled', 'enough']);
    assert.equal(desk.asked.length, 2);
    const runs = await desk.store.runs({});
    assert.deepEqual(new Set(runs.map(({ state }) => state)), new Set(['cancelled']));
  });

  test('is refused for what no job makes, and for names and dates that are not there', async () => {
    const desk = await openWith();
    const cases: readonly (readonly [Partial<BackfillAsk>, RegExp])[] = [
      [{ asset: 'quote' }, /asset "quote".*did you mean "quotes"|"quotes"/],
      [{ lanes: ['XNYS'] }, /partition key "XNYS"|XNYS/],
      [{ job: 'nothing' }, /job "nothing"|nothing/],
    ];
    for (const [change, sentence] of cases) {
      const answer = await desk.ask({ ...change, backfill: 'bad' });
      await desk.serve();
      assert.match((await answer()).error!.message, sentence);
    }
    assert.equal(await readBackfill(desk.store, 'bad'), null);
  });
});
