import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planBackfill } from '../../src/control/backfill/plan.ts';
import { asset } from '../../src/control/definition/asset.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { dynamicPartitions, gridPartitions, sessionPartitions } from '../../src/control/definition/partitions.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { assetStatus } from '../../src/control/partition/asset-status.ts';
import { chunksOf } from '../../src/control/partition/chunks.ts';
import { blockInKeys } from '../../src/control/partition/grid.ts';
import { PartitionKeeper } from '../../src/control/partition/keeper.ts';
import type { KeysRequestBody } from '../../src/control/state/partition/port.ts';
import { readMaterializations } from '../../src/control/state/partition/read.ts';
import { partitionCalendar } from '../../src/runtime/partition-calendar.ts';
import { openDesk } from './desk.ts';

/** Eleven sessions from Monday 2 to Monday 16 November 2026; the desk's clock stands at Friday the 20th. */
const sessions = sessionPartitions('XSHG', { from: '2026-11-02' });
const SO_FAR = 15;
const grid = gridPartitions(dynamicPartitions('stocks'), sessions);

type Say = (context: OpServices) => void;

/** Bars by stock and session, and what is made from them; what the ops say is up to the test. */
async function openWith(say: { bars: Say; tech?: Say }) {
  const bars = asset({ name: 'bars', partitions: grid });
  const deps = { bars: { points: { lookback: 'all' } } } as const;
  const tech = asset({ name: 'tech', partitions: grid, deps, within: 'bars' });
  const sync = op({ name: 'sync', writes: ['bars'], run: (_, context) => say.bars(context) });
  const technical = op({
    name: 'technical',
    reads: ['bars'],
    writes: ['tech'],
    run: (_, context) => say.tech?.(context),
  });
  const assets = [bars, tech];
  const jobs = [
    job(pipeline('sync', (p) => p.add(sync))),
    job(pipeline('tech', (p) => p.add(technical))),
    job(
      pipeline('fill', (p) => p.add(sync)),
      { partitions: grid, partitionsPerRun: { pointsMax: 5, lanesMax: 9, ragged: true } },
    ),
  ];
  const desk = await openDesk({ jobs, assets });
  const { store, clock } = desk;
  const keeper = new PartitionKeeper({ assets, calendar: partitionCalendar, store });
  const around = { store, keeper, nowMs: clock.nowMs() };
  return {
    ...desk,
    statusOf: (name: string) => assetStatus(assets.find((each) => each.name === name)!, around),
    countsOf: async (name: string) => (await assetStatus(assets.find((each) => each.name === name)!, around)).counts,
    makingsOf: (name: string) => readMaterializations(store, name, 9),
    planOf: (what: 'missing' | 'stale') =>
      planBackfill({ ...ASK, what }, { ...around, project: defineProject({ jobs, assets }) }),
  };
}

const ASK = {
  ...{ backfill: 'b1', asset: 'bars', job: null, from: null, to: null, lanes: null, concurrency: null },
  ...{ settings: {}, by: 'test' },
} as const;

const from = (first: string, last: string, ...lanes: readonly string[]) => ({
  spans: [{ from: first, to: last }],
  lanes,
});
/** B was listed on the 9th, C delisted after the 6th. */
const LISTED = [{ key: 'A' }, { key: 'B', first: '2026-11-07' }, { key: 'C', last: '2026-11-08' }];
const EXPECTED = SO_FAR + 10 + 5;

let files = 0;
function publishAs(name: string, { publish, snapshot }: OpServices): void {
  files += 1;
  const file = { path: `lake/${files}`, partition: 'all', rows: 1, bytes: 1, sha256: String(files) };
  publish({ asset: name, removed: snapshot(name).files.map((each) => each.path), added: [file] });
}

describe('names with dates', () => {
  test('have slices within their dates only, and get others when they are said again', async () => {
    let keys: readonly { key: string; first?: string; last?: string }[] = LISTED;
    const desk = await openWith({ bars: ({ addKeys }) => addKeys('stocks', keys) });
    await desk.run('sync');
    assert.equal((await desk.countsOf('bars')).existing, EXPECTED);
    keys = [{ key: 'C', last: '2026-11-02' }];
    await desk.run('sync');
    assert.equal((await desk.countsOf('bars')).existing, SO_FAR + 10 + 1);
  });

  test('fail the step when they are of no dynamic set, or could not be', async () => {
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['stonks', 'A', /"stonks".*stocks/],
      ['stocks', 'a b', /cannot be a partition key.*"a b"/],
    ];
    for (const [set, key, sentence] of cases) {
      const desk = await openWith({ bars: ({ addKeys }) => addKeys(set, [{ key }]) });
      const { steps } = await desk.run('sync');
      assert.match(steps.sync!.error!.message, sentence);
    }
  });
});

test('names are added and removed by request, and a request for what cannot be is answered with why', async () => {
  const desk = await openWith({ bars: () => {} });
  const ask = async (request: KeysRequestBody) => {
    const id = await desk.submit(request);
    await desk.serve();
    return (await desk.store.request(id))!.answer!.error?.message ?? null;
  };
  const add = (keysOf: string, ...keys: readonly string[]) =>
    ask({ kind: 'add_partition_keys', data: { keysOf, keys: keys.map((key) => ({ key, first: '2026-11-16' })) } });
  const remove = (...keys: readonly string[]) =>
    ask({ kind: 'remove_partition_keys', data: { keysOf: 'stocks', keys } });
  assert.equal(await add('stocks', 'A', 'B'), null);
  assert.equal((await desk.countsOf('bars')).existing, 2 * 5);
  assert.match((await remove('A', 'Bee'))!, /"Bee".*"B"/);
  assert.equal(await remove('A'), null);
  assert.equal((await desk.countsOf('bars')).existing, 5);
  assert.match((await add('stonks', 'A'))!, /"stonks".*"stocks"/);
});

describe('an op that says all that an asset holds', () => {
  const holds = { first: [from('2026-11-02', '2026-11-20', 'A'), from('2026-11-10', '2026-11-20', 'B')] };

  test('records what is new and what has gone, and nothing when it says the same again', async () => {
    let held = holds.first;
    const desk = await openWith({
      bars(context) {
        context.addKeys('stocks', LISTED);
        context.made({ asset: 'bars', holds: held });
      },
    });
    await desk.run('sync');
    assert.deepEqual(await desk.countsOf('bars'), {
      ...{ existing: EXPECTED, current: SO_FAR + 9, absent: 0, missing: 1 + 5, stale: 0 },
    });
    await desk.run('sync');
    assert.equal((await desk.makingsOf('bars')).length, 1, 'it was known');
    held = [from('2026-11-02', '2026-11-20', 'A')];
    await desk.run('sync');
    const [last] = await desk.makingsOf('bars');
    assert.deepEqual([(await desk.countsOf('bars')).current, last!.covers], [SO_FAR, []]);
    assert.equal(last!.changed.length, 1, 'what has gone is a change for whoever depends on it');
  });

  test('tells what is not to be had apart from what is missing, until it is there', async () => {
    let [absent, held] = [{ suspended: [from('2026-11-09', '2026-11-09', 'B')] }, holds.first];
    const desk = await openWith({
      bars(context) {
        context.addKeys('stocks', LISTED);
        context.made({ asset: 'bars', holds: held, absent });
      },
    });
    await desk.run('sync');
    const before = await desk.statusOf('bars');
    assert.deepEqual([before.counts.absent, before.counts.missing], [1, 5]);
    assert.equal(before.absent[0]!.reason, 'suspended');
    held = [...held, from('2026-11-09', '2026-11-09', 'B')];
    absent = { suspended: [] };
    await desk.run('sync');
    assert.deepEqual((await desk.statusOf('bars')).absent, []);
  });

  test('makes stale exactly what looks back on what it revised', async () => {
    let revised: readonly ReturnType<typeof from>[] = [];
    const desk = await openWith({
      bars(context) {
        context.addKeys('stocks', LISTED);
        publishAs('bars', context);
        context.made({ asset: 'bars', holds: holds.first, revised });
      },
      tech(context) {
        publishAs('tech', context);
        context.made({ asset: 'tech', holds: holds.first, revised: 'as_inputs' });
      },
    });
    await desk.run('sync');
    await desk.run('tech');
    await desk.run('sync');
    assert.equal((await desk.countsOf('tech')).stale, 0, 'another version of the same content');
    revised = [from('2026-11-18', '2026-11-18', 'A')];
    await desk.run('sync');
    const { stale, grid: own } = await desk.statusOf('tech');
    assert.deepEqual(
      stale.map(({ region, reason }) => [region.map((block) => blockInKeys(own, block)), reason.because]),
      [[[{ spans: [{ from: '2026-11-18', to: '2026-11-20', count: 3 }], lanes: ['A'] }], 'input_revised']],
    );
    await desk.run('tech');
    const [last] = await desk.makingsOf('tech');
    assert.deepEqual(last!.changed, last!.covers, 'the recompute changed what was stale, and nothing else');
    assert.equal((await desk.countsOf('tech')).stale, 0);
  });

  test('of another asset has slices only where that asset has them', async () => {
    const desk = await openWith({
      bars(context) {
        context.addKeys('stocks', LISTED);
        context.made({ asset: 'bars', holds: [from('2026-11-16', '2026-11-20', 'A')] });
      },
    });
    await desk.run('sync');
    assert.deepEqual([(await desk.countsOf('tech')).missing, (await desk.countsOf('bars')).missing], [5, EXPECTED - 5]);
  });
});

test('a ragged backfill takes all that is missing in a stretch of time, whatever its shape', async () => {
  const desk = await openWith({
    bars(context) {
      context.addKeys('stocks', LISTED);
      context.made({ asset: 'bars', holds: [from('2026-11-10', '2026-11-20', 'A', 'B')] });
    },
  });
  await desk.run('sync');
  const { region, runs, started } = await desk.planOf('missing');
  assert.deepEqual([started.partitions, runs], [6 + 1 + 5, 2]);
  const { grid: own } = await desk.statusOf('bars');
  const asked = [...chunksOf(region, { pointsMax: 9, lanesMax: 9, ragged: true })];
  assert.deepEqual(
    asked.flat().map((block) => blockInKeys(own, block).lanes),
    [['A'], ['B'], ['C']],
  );
});
