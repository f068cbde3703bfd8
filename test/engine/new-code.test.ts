import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type MemoryState, newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { auditState } from '../../src/control/audit/audit-state.ts';
import { type Job, type JobSpec, job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import type { RunRequest } from '../../src/control/state/store.ts';
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts';
import { openDesk, requestOf, START_MS } from './desk.ts';

const lasting = (name: string) =>
  op({ name, run: (_: object, { clock, signal }: OpServices) => clock.sleep(1000, signal).then(() => name) });

/** Two steps in a row; one run at a time. */
const oldJob = (spec: JobSpec = {}): Job =>
  job(
    pipeline('daily', (p) => {
      p.add(lasting('c'), {}, { after: [p.add(lasting('b'))] });
    }),
    { maxInstances: 1, ...spec },
  );

/** Without the second step, with another one before the first. */
const newJob = (spec: JobSpec = {}): Job =>
  job(
    pipeline('daily', (p) => {
      p.add(lasting('b'), {}, { after: [p.add(lasting('a'))] });
    }),
    { maxInstances: 1, ...spec },
  );

type Left = {
  readonly state: MemoryState;
  readonly clock: VirtualClock;
  readonly begun: string;
  readonly queued: string;
};

/** An engine is gone in the middle of one run; another one waits in the queue. */
async function left(before: Job, change: Partial<RunRequest> = {}): Promise<Left> {
  const [state, clock] = [newMemoryState(), virtualClock(START_MS)];
  const store = openMemoryStateStore(state);
  const desk = await openDesk({ jobs: [before], store, clock });
  await desk.submit({ kind: 'run', data: requestOf('daily') });
  await desk.submit({ kind: 'run', data: { ...requestOf('daily'), ...change } });
  const work = desk.serve();
  work.catch(() => {});
  await desk.drive(clock.sleep(1500));
  await store[Symbol.asyncDispose]();
  const runs = await openMemoryStateStore(state).runs({});
  const idOf = (wanted: string): string => runs.find((run) => run.state === wanted)!.runId;
  return { state, clock, begun: idOf('running'), queued: idOf('queued') };
}

async function goOn({ state, clock }: Left, after: Job) {
  const desk = await openDesk({ jobs: [after], store: openMemoryStateStore(state), clock });
  await desk.engine.recover();
  await desk.serve();
  return desk;
}

describe('runs that are open when the code changes', () => {
  test('that had begun end interrupted; one that waited in the queue is planned again and done by the new code', async () => {
    const open = await left(oldJob());
    const { store } = await goOn(open, newJob());
    const [begun, queued] = [(await store.run(open.begun))!, (await store.run(open.queued))!];
    assert.deepEqual([begun.state, begun.error?.code], ['interrupted', 'definition.changed']);
    assert.equal(queued.state, 'succeeded');
    const steps = (await store.steps(open.queued)).map(({ stepKey, state, attempt }) => [stepKey, state, attempt]);
    assert.deepEqual(steps, [
      ['a', 'succeeded', 1],
      ['b', 'succeeded', 1],
    ]);
    const kinds = (await store.events({ runId: open.queued })).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'run_replanned').length, 1);
    assert.notEqual(queued.created.definition.hash, begun.created.definition.hash, 'its code is that of the new plan');
    assert.deepEqual((await auditState(store)).violations, []);
  });

  test('and whose job refuses that end interrupted, named with both codes', async () => {
    const open = await left(oldJob({ whenCodeChanges: 'refuse' }));
    const { store } = await goOn(open, newJob({ whenCodeChanges: 'refuse' }));
    const { state, error, created } = (await store.run(open.queued))!;
    assert.deepEqual([state, error?.code], ['interrupted', 'definition.changed']);
    assert.ok(String(error?.facts.began).startsWith(created.definition.hash));
    assert.ok(
      (await store.steps(open.queued)).every(({ attempt }) => attempt === 0),
      'nothing of it was done',
    );
  });

  test('and were asked for a part of the plan end interrupted: the part may mean something else now', async () => {
    const open = await left(oldJob(), { selection: { until: 'b', from: null, only: [] } });
    const { store } = await goOn(open, newJob());
    assert.equal((await store.run(open.queued))!.state, 'interrupted');
  });

  test('and whose job has another name now are done under an alias of the old one', async () => {
    const open = await left(oldJob());
    const renamed = job(newJob().pipeline, { name: 'nightly', aliases: ['daily'], maxInstances: 1 });
    const { store } = await goOn(open, renamed);
    assert.equal((await store.run(open.queued))!.state, 'succeeded');
    assert.deepEqual((await auditState(store)).violations, []);
  });

  test('and whose job is gone end, and say so', async () => {
    const open = await left(oldJob());
    const other = job(pipeline('other', (p) => p.add(lasting('x'))));
    const { store } = await goOn(open, other);
    const ends = await Promise.all([open.queued, open.begun].map((runId) => store.run(runId)));
    const told = ends.map((run) => [run!.state, run!.error?.code]);
    assert.deepEqual(told, [
      ['failed', 'usage.unknown_name'],
      ['interrupted', 'usage.unknown_name'],
    ]);
    const kept = (await store.steps(open.begun)).map(({ stepKey, state }) => `${stepKey} ${state}`);
    assert.deepEqual(kept, ['b succeeded', 'c pending'], 'what it finished is kept');
    assert.deepEqual((await auditState(store)).violations, []);
  });
});
