import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type MemoryState, newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { readClockSteps } from '../../src/control/state/schedule/read.ts';
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts';
import { type Desk, openDesk, requestOf, START_MS } from './desk.ts';

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

describe('a clock that was set while no engine was up', () => {
  const HOUR_MS = 3_600_000;
  const stepsOf = async (store: Desk['store']) => (await readClockSteps(store, 10)).map(({ byMs }) => byMs);

  test('back: what was left is taken up all the same, and the step is written down once', async () => {
    const { state, clock, runId } = await leftOpen();
    clock.setNow(clock.nowMs() - HOUR_MS);
    const told: number[] = [];
    const onClockStep = (byMs: number) => told.push(byMs);
    const desk = await openDesk({ jobs: [long], store: openMemoryStateStore(state), clock, onClockStep });
    assert.deepEqual(await desk.engine.recover(), { resumed: [runId], closed: [] });
    await desk.serve();
    assert.equal((await desk.store.run(runId))!.state, 'succeeded');
    const ended = desk.seen.find(({ observation }) => observation.kind === 'run_ended')!.observation;
    assert.ok(ended.kind === 'run_ended' && ended.durationMs === 1000, 'durations count on the other clock');
    // The second step had been at work for half a second when the engine died: nobody can know more.
    assert.deepEqual(await stepsOf(desk.store), [500 - HOUR_MS]);
    assert.deepEqual(told, [500 - HOUR_MS]);
    await desk.store[Symbol.asyncDispose]();
    const again = await openDesk({ jobs: [long], store: openMemoryStateStore(state), clock });
    await again.engine.recover();
    assert.equal((await stepsOf(again.store)).length, 1, 'a restart does not write it down again');
  });

  test('forward: what was left goes on at once, its time counts from here, and nothing is written down', async () => {
    const { state, clock, runId } = await leftOpen();
    clock.setNow(clock.nowMs() + 72 * HOUR_MS);
    const desk = await openDesk({ jobs: [long], store: openMemoryStateStore(state), clock });
    await desk.engine.recover();
    const beganMs = clock.monotonicMs();
    await desk.serve();
    assert.equal((await desk.store.run(runId))!.state, 'succeeded');
    assert.equal(clock.monotonicMs() - beganMs, 1000);
    assert.deepEqual(await stepsOf(desk.store), [], 'it may as well have been off for three days');
  });

  for (const [how, byMs, waitedMs] of [
    ['back', -HOUR_MS, 60_000],
    ['forward', HOUR_MS, 0],
  ] as const) {
    test(`${how}: a retry that waited waits ${waitedMs / 1000} s and not an hour`, async () => {
      let calls = 0;
      const flaky = op({
        name: 'flaky',
        retry: { max: 2, delay: '60s' },
        run: () => {
          calls += 1;
          if (calls === 1) throw new Error('not yet');
        },
      });
      const only = job(pipeline('only', (p) => p.add(flaky)));
      const state = newMemoryState();
      const clock = virtualClock(START_MS);
      const store = openMemoryStateStore(state);
      const before = await openDesk({ jobs: [only], store, clock });
      await before.submit({ kind: 'run', data: requestOf('only') });
      before.serve().catch(() => {});
      await before.drive(clock.sleep(1000));
      await store[Symbol.asyncDispose]();
      clock.setNow(clock.nowMs() + byMs);
      const desk = await openDesk({ jobs: [only], store: openMemoryStateStore(state), clock });
      await desk.engine.recover();
      const beganMs = clock.monotonicMs();
      await desk.serve();
      assert.equal(calls, 2);
      assert.equal(clock.monotonicMs() - beganMs, waitedMs);
    });
  }
});
