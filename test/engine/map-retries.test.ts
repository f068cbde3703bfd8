import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Job, job } from '../../src/control/definition/job.ts';
import { op } from '../../src/control/definition/op.ts';
import { type ItemBuilder, pipeline, type Ref } from '../../src/control/definition/pipeline.ts';
import type { RetryMode } from '../../src/control/state/store.ts';
import { type Desk, openDesk, type Report, statesOf } from './desk.ts';

const SYMBOLS = ['a', 'b', 'c'];

/** What each op did, in order, and what fails until it is taken out of the set. */
type World = { readonly did: string[]; readonly broken: Set<string> };

const newWorld = (...broken: readonly string[]): World => ({ did: [], broken: new Set(broken) });

function note<T>(did: string[], what: string, value: T): T {
  did.push(what);
  return value;
}

function chain({ did, broken }: World, onItemFailure: 'fail' | 'skip' = 'fail'): Job {
  const step = (name: string) =>
    op({
      name,
      run: ({ from }: { readonly from: string }) => {
        did.push(`${name} ${from}`);
        if (broken.has(`${name} ${from}`)) throw new Error('broken');
        return from;
      },
    });
  const symbols = op({ name: 'symbols', run: () => note(did, 'symbols', SYMBOLS) });
  const sum = op({
    name: 'sum',
    run: ({ all }: { readonly all: readonly string[] }) => note(did, 'sum', all.join('')),
  });
  return job(
    pipeline('chain', (p) => {
      const build = (symbol: Ref<string>, each: ItemBuilder) =>
        each.add(step('clean'), { from: each.add(step('collect'), { from: symbol }) });
      p.add(sum, { all: p.mapEach(p.add(symbols), build, { onItemFailure }) });
    }),
    { concurrency: 1 },
  );
}

async function retry(desk: Desk, report: Report, mode: RetryMode): Promise<Report> {
  const data = { runId: report.run.runId, mode, asker: null };
  const id = await desk.submit({ kind: 'retry', data });
  await desk.serve();
  return desk.reportOf(id);
}

/** Runs a chain in which something is broken, mends it, and does part of it again. */
async function again(world: World, mode: RetryMode, onItemFailure?: 'fail' | 'skip'): Promise<Report> {
  const desk = await openDesk({ jobs: [chain(world, onItemFailure)] });
  const first = await desk.run('chain');
  world.did.length = 0;
  world.broken.clear();
  return retry(desk, first, mode);
}

describe('a retry of a run with maps', () => {
  test('does only the failed items again, and what took their list', async () => {
    const world = newWorld('clean b');
    const report = await again(world, { kind: 'failed' });
    assert.equal(report.run.state, 'succeeded');
    assert.deepEqual(world.did, ['clean b', 'sum']);
    assert.equal(report.steps.sum!.output, '"abc"');
    assert.equal(report.steps['clean[a]']!.reused, true);
  });

  test('does an item from its failed step on', async () => {
    const world = newWorld('collect b');
    await again(world, { kind: 'failed' });
    assert.deepEqual(world.did, ['collect b', 'clean b', 'sum']);
  });

  test('does again what a run went on without, though it succeeded', async () => {
    const world = newWorld('clean b');
    const report = await again(world, { kind: 'failed' }, 'skip');
    assert.deepEqual(world.did, ['clean b', 'sum']);
    assert.equal(report.steps.sum!.output, '"abc"');
  });

  test('can begin at one item, or do just that', async () => {
    const from = newWorld();
    await again(from, { kind: 'from', step: 'collect[c]' });
    assert.deepEqual(from.did, ['collect c', 'clean c', 'sum']);
    const only = newWorld();
    const report = await again(only, { kind: 'only', step: 'clean[c]' });
    assert.deepEqual(only.did, ['clean c']);
    assert.equal(report.run.state, 'succeeded');
  });

  test('can begin at a step of all items', async () => {
    const world = newWorld();
    await again(world, { kind: 'from', step: 'clean' });
    assert.deepEqual(world.did, ['clean a', 'clean b', 'clean c', 'sum']);
    const whole = newWorld('clean a');
    await again(whole, { kind: 'from', step: 'symbols' });
    assert.equal(whole.did.length, 8);
  });

  test('of an item that is not there is refused with the nearest', async () => {
    const world = newWorld();
    await assert.rejects(again(world, { kind: 'only', step: 'clean[d]' }), /Unknown step/);
  });

  test('of a retry goes on from there', async () => {
    const world = newWorld('clean b', 'clean c');
    const desk = await openDesk({ jobs: [chain(world)] });
    const first = await desk.run('chain');
    world.broken.delete('clean b');
    const second = await retry(desk, first, { kind: 'failed' });
    world.did.length = 0;
    world.broken.clear();
    const third = await retry(desk, second, { kind: 'failed' });
    assert.deepEqual(world.did, ['clean c', 'sum']);
    assert.equal(third.run.state, 'succeeded');
  });
});

describe('a selection', () => {
  const select = (selection: object) => ({ selection: { until: null, from: null, only: [], ...selection } });

  test('that names an item restricts its map to it', async () => {
    const world = newWorld();
    const desk = await openDesk({ jobs: [chain(world)] });
    const report = await desk.run('chain', select({ until: 'clean[b]' }));
    assert.deepEqual(world.did, ['symbols', 'collect b', 'clean b']);
    assert.deepEqual(statesOf(report), {
      symbols: 'succeeded',
      collect: 'succeeded',
      clean: 'succeeded',
      sum: 'skipped',
      'collect[b]': 'succeeded',
      'clean[b]': 'succeeded',
    });
  });

  test('does not take the list of such a run for the whole one', async () => {
    const world = newWorld();
    const desk = await openDesk({ jobs: [chain(world)] });
    await desk.run('chain');
    await desk.run('chain', select({ until: 'clean[b]' }));
    const report = await desk.run('chain', select({ only: ['sum'] }));
    assert.equal(report.steps.sum!.output, '"abc"');
  });

  test('that begins inside of a map takes over the items of the steps before', async () => {
    const world = newWorld();
    const desk = await openDesk({ jobs: [chain(world)] });
    await desk.run('chain');
    world.did.length = 0;
    const report = await desk.run('chain', select({ from: 'clean' }));
    assert.deepEqual(world.did, ['clean a', 'clean b', 'clean c', 'sum']);
    assert.equal(report.steps['collect[a]']!.reused, true);
  });

  test('of an item that the list does not have fails and says so', async () => {
    const desk = await openDesk({ jobs: [chain(newWorld())] });
    const report = await desk.run('chain', select({ only: ['symbols', 'collect[aa]'] }));
    assert.match(report.run.error!.message, /the list has no item "aa", did you mean "a"/);
  });
});
