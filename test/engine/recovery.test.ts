import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type MemoryState, newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts';
import { openDesk, requestOf, START_MS } from './desk.ts';

const lasting = (name: string, durationMs: number) =>
  op({ name, run: (_: object, { clock, signal }: OpServices) => clock.sleep(durationMs, signal).then(() => name) });

const long = job(
  pipeline('long', (p) => {
    const b = p.add(lasting('b', 1000));
    p.add(lasting('c', 1000), {}, { after: [b] });
  }),
);

type LeftOpen = { readonly state: MemoryState; readonly clock: VirtualClock; readonly runId: string };

/** A run whose engine is gone after its first step, in the middle of its second. */
async function leftOpen(): Promise<LeftOpen> {
  const state = newMemoryState();
  const clock = virtualClock(START_MS);
  const store = openMemoryStateStore(state);
  const desk = await openDesk({ jobs: [long], store, clock });
  await desk.submit({ kind: 'run', data: requestOf('long') });
  const work = desk.serve();
  work.catch(() => {});
  await desk.drive(clock.sleep(1500));
  await store[Symbol.asyncDispose]();
  const [run] = await openMemoryStateStore(state).runs({});
  return { state, clock, runId: run!.runId };
}

describe('an engine that starts after one that died', () => {
  test('takes up what that one left: what was finished stays, and only the lost attempt is done again', async () => {
    const { state, clock, runId } = await leftOpen();
    const desk = await openDesk({ jobs: [long], store: openMemoryStateStore(state), clock });
    assert.deepEqual(await desk.engine.recover(), { resumed: [runId], closed: [] });
    await desk.serve();
    assert.equal((await desk.store.run(runId))!.state, 'succeeded');
    const steps = await desk.store.steps(runId);
    assert.deepEqual(
      steps.map(({ stepKey, state: at, attempt }) => [stepKey, at, attempt]),
      [
        ['b', 'succeeded', 1],
        ['c', 'succeeded', 2],
      ],
    );
    const kinds = (await desk.store.events({ runId })).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'step_lost').length, 1);
    assert.ok(desk.seen.some(({ observation }) => observation.kind === 'run_resumed'));
    assert.deepEqual(await desk.engine.recover(), { resumed: [], closed: [] }, 'once');
  });

  test('fails a step whose engine has died three times while it worked, so that it does not die for ever', async () => {
    const { state, clock, runId } = await leftOpen();
    for (const left of [2, 1, 0]) {
      const store = openMemoryStateStore(state);
      const desk = await openDesk({ jobs: [long], store, clock });
      await desk.engine.recover();
      const work = desk.serve();
      if (left === 0) {
        await work;
        const c = (await store.steps(runId)).find(({ stepKey }) => stepKey === 'c')!;
        assert.deepEqual([c.state, c.attempt, c.error?.code], ['failed', 3, 'step.crashed']);
      } else {
        await Promise.race([work, desk.drive(clock.sleep(100))]);
        await store[Symbol.asyncDispose]();
        await work.catch(() => {});
      }
    }
    assert.equal((await openMemoryStateStore(state).run(runId))!.state, 'failed');
  });

  test('does not go on with other code than the run began with, and names both', async () => {
    const { state, clock, runId } = await leftOpen();
    const changed = job(pipeline('long', (p) => p.add(lasting('c', 900), { b: p.add(lasting('b', 1000)) } as never)));
    const desk = await openDesk({ jobs: [changed], store: openMemoryStateStore(state), clock });
    assert.deepEqual(await desk.engine.recover(), { resumed: [], closed: [runId] });
    const { state: ended, error, created } = (await desk.store.run(runId))!;
    assert.deepEqual([ended, error?.code], ['interrupted', 'definition.changed']);
    assert.ok(String(error?.facts.began).startsWith(created.definition.hash));
    assert.notEqual(error?.facts.began, error?.facts.now);
  });

  test('lets a new run of the same job wait for the one that it takes up', async () => {
    const { state, clock, runId } = await leftOpen();
    const desk = await openDesk({ jobs: [long], store: openMemoryStateStore(state), clock });
    await desk.engine.recover();
    const { run } = await desk.run('long');
    const before = (await desk.store.run(runId))!;
    assert.deepEqual([before.state, run.state], ['succeeded', 'succeeded']);
    assert.ok(run.startedAtMs! >= before.endedAtMs!, `${run.startedAtMs} >= ${before.endedAtMs}`);
  });

  test('ends as cancelled what was being cancelled', async () => {
    const desk = await openDesk({ jobs: [long] });
    const { run } = await desk.run('long');
    const created = { ...run.created };
    await desk.store.createRun(desk.lease, { runId: 'left', created, requestId: null, atMs: START_MS });
    await desk.store.advance(desk.lease, {
      runId: 'left',
      atMs: START_MS,
      cancel: { reason: 'Ctrl-C', requestId: null },
    });
    assert.deepEqual(await desk.engine.recover(), { resumed: [], closed: ['left'] });
    assert.equal((await desk.store.run('left'))!.state, 'cancelled');
  });
});
