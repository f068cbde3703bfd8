import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { BackfillDecider } from '../../src/control/backfill/decider.ts';
import { asset } from '../../src/control/definition/asset.ts';
import { job } from '../../src/control/definition/job.ts';
import { op } from '../../src/control/definition/op.ts';
import {
  gridPartitions,
  type Partitions,
  sessionPartitions,
  staticPartitions,
} from '../../src/control/definition/partitions.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { assetStatus } from '../../src/control/partition/asset-status.ts';
import { PartitionKeeper } from '../../src/control/partition/keeper.ts';
import { readBackfill } from '../../src/control/state/backfill/read.ts';
import { readCoverage } from '../../src/control/state/partition/read.ts';
import type { StateStore } from '../../src/control/state/store.ts';
import { partitionCalendar } from '../../src/runtime/partition-calendar.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { openDesk } from './desk.ts';

const markets = (...names: readonly string[]) => staticPartitions('markets', names);
const gridFrom = (from: string, lanes = markets('XSHE', 'XSHG')) =>
  gridPartitions(lanes, sessionPartitions('XSHG', { from }));
/** Friday the 20th is the desk's today: fifteen sessions of two markets. */
const GRID = gridFrom('2026-11-02');
const ALL = 2 * 15;

type Definition = {
  readonly name?: string;
  readonly partitions?: Partitions;
  /** Null: the job is cut no more. */
  readonly cut?: Partitions | null;
  readonly run?: (signal: AbortSignal) => Promise<void>;
};

let engines = 0;

/** An engine over a state that may have seen other definitions. */
async function openWith(store: StateStore, definition: Definition = {}) {
  const { name = 'quotes', partitions = GRID, cut = partitions, run = async () => {} } = definition;
  const quotes = asset({ name, partitions });
  const fetch = op({ name: 'fetch', writes: [name], run: (_, { signal }) => run(signal) });
  const cutting = cut === null ? {} : { partitions: cut, partitionsPerRun: { pointsMax: 5 } };
  const jobs = [
    job(
      pipeline('quotes', (p) => p.add(fetch)),
      cutting,
    ),
  ];
  engines += 1;
  const desk = await openDesk({ jobs, assets: [quotes], store, random: seededRandom(engines) });
  const keeper = new PartitionKeeper({ assets: [quotes], calendar: partitionCalendar, store });
  const current = async () => (await assetStatus(quotes, { store, keeper, nowMs: desk.clock.nowMs() })).counts.current;
  const project = defineProject({ jobs, assets: [quotes] });
  const definitionOf = { url: 'file:///desk/x.ts', version: '1' };
  const context = { definition: definitionOf, profile: null, layers: [], partitions: keeper };
  const around = { store: desk.store, lease: desk.lease, clock: desk.clock, project, keeper, context };
  const backfills = () => new BackfillDecider({ ...around, random: seededRandom(3) });
  const serve = (signal = new AbortController().signal) =>
    desk.drive(desk.engine.serveUntilIdle(signal, [backfills()]));
  const close = () => store.releaseEngine(desk.lease);
  return { ...desk, current, serve, close };
}

async function madeAll(store: StateStore): Promise<void> {
  const desk = await openWith(store);
  await desk.run('quotes', { partitions: { from: null, to: null, lanes: null } });
  assert.equal(await desk.current(), ALL);
  await desk.close();
}

async function currentWith(store: StateStore, definition: Definition): Promise<number> {
  const desk = await openWith(store, definition);
  const current = await desk.current();
  await desk.close();
  return current;
}

describe('slices that were made', () => {
  test('stay when their asset gets another name, and come back with the old one', async () => {
    await using store = openMemoryStateStore();
    await madeAll(store);
    assert.equal(await currentWith(store, { name: 'prices' }), 0, 'another asset');
    assert.equal((await readCoverage(store, 'quotes')).length, 1, 'what the old one has is kept');
    assert.equal(await currentWith(store, {}), ALL);
  });

  test('lie on another axis when the partitions begin elsewhere, until something is made there', async () => {
    await using store = openMemoryStateStore();
    await madeAll(store);
    const earlier = { partitions: gridFrom('2026-10-12') };
    assert.equal(await currentWith(store, earlier), 0);
    assert.equal(await currentWith(store, {}), ALL, 'nothing was lost');
    const desk = await openWith(store, earlier);
    await desk.run('quotes', { partitions: { from: '2026-11-20', to: null, lanes: null } });
    assert.equal(await desk.current(), 2);
    await desk.close();
    assert.equal(await currentWith(store, {}), 0, 'what was made on the new axis has taken its place');
  });

  test('of a name that leaves the definition are out of sight, and come back with it', async () => {
    await using store = openMemoryStateStore();
    await madeAll(store);
    assert.equal(await currentWith(store, { partitions: gridFrom('2026-11-02', markets('XSHG')) }), ALL / 2);
    assert.equal(
      await currentWith(store, { partitions: gridFrom('2026-11-02', markets('XSHG', 'XSHE', 'XHKG')) }),
      ALL,
    );
  });
});

test('a backfill whose job lost its partitions ends with the reason, and nothing of it is lost', async () => {
  await using store = openMemoryStateStore();
  const stop = new AbortController();
  const run = async (signal: AbortSignal) => {
    stop.abort();
    signal.throwIfAborted();
  };
  const desk = await openWith(store, { run });
  const by = { job: null, what: 'missing', from: null, to: null, lanes: null, concurrency: 1, settings: {} } as const;
  await desk.submit({ kind: 'backfill', data: { backfill: 'b1', asset: 'quotes', ...by, by: 'test' } });
  await desk.serve(stop.signal);
  assert.equal((await readBackfill(store, 'b1'))!.state, 'running');
  await desk.close();
  const after = await openWith(store, { cut: null });
  await after.serve();
  const { state, endReason } = (await readBackfill(store, 'b1'))!;
  assert.equal(state, 'failed');
  assert.match(endReason!, /Job "quotes" is no longer cut into partitions/);
  await after.close();
});
