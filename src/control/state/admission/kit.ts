import type { RunAdmission } from '../../event/events.ts';
import { AT_MS, newRun, start } from '../kit/fixtures.ts';
import {
  type Engine,
  engineCase,
  expectEqual,
  expectRefused,
  expectTrue,
  type KitCase,
  type NewWorld,
} from '../kit/kit-case.ts';

const FREE: RunAdmission = { instancesMax: null, priority: 0, notBeforeMs: null, graceMs: null };

async function create({ store, lease }: Engine, runId: string, change: Partial<RunAdmission> & { job?: string } = {}) {
  const { job = 'daily', ...admission } = change;
  await store.createRun(lease, newRun(runId, ['a', 'b'], { job, admission: { ...FREE, ...admission } }));
}

async function end({ store, lease }: Engine, runId: string): Promise<void> {
  await store.advance(lease, { runId, atMs: AT_MS, endRun: { outcome: 'interrupted', error: null } });
}

export const admissionCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('queued runs start, of higher priority first, then older ones', newWorld, async (engine) => {
    const { store, lease } = engine;
    await create(engine, 'old', { instancesMax: 2 });
    await create(engine, 'young', { instancesMax: 2 });
    await create(engine, 'urgent', { instancesMax: 2, priority: 5 });
    await create(engine, 'other', { job: 'weekly', instancesMax: 1 });
    const first = await store.admitRuns(lease, AT_MS);
    expectEqual([...first.started], ['urgent', 'old', 'other'], 'two of one job, one of the other');
    expectEqual((await store.run('old'))?.startedAtMs, AT_MS, 'the run knows when it started');
    expectEqual((await store.run('young'))?.state, 'queued', 'the third waits');
    expectEqual((await store.admitRuns(lease, AT_MS)).started, [], 'nothing changes by asking again');
    await end(engine, 'old');
    expectEqual((await store.admitRuns(lease, AT_MS)).started, ['young'], 'a free place is taken');
  }),

  engineCase(
    'runs without a limit start beside others, and count for those that have one',
    newWorld,
    async (engine) => {
      const { store, lease } = engine;
      await create(engine, 'free');
      await create(engine, 'free-too');
      await create(engine, 'limited', { instancesMax: 2 });
      expectEqual((await store.admitRuns(lease, AT_MS)).started, ['free', 'free-too'], 'two work, so the third waits');
      await end(engine, 'free');
      expectEqual((await store.admitRuns(lease, AT_MS)).started, ['limited'], 'then it starts');
    },
  ),

  engineCase('a run is not started before its moment, nor later than its grace', newWorld, async (engine) => {
    const { store, lease } = engine;
    await create(engine, 'a', { notBeforeMs: AT_MS + 10, graceMs: 5 });
    await create(engine, 'b', { notBeforeMs: AT_MS + 20, graceMs: 5 });
    const early = await store.admitRuns(lease, AT_MS + 9);
    expectEqual(early, { started: [], misfired: [], nextAtMs: AT_MS + 10 }, 'the first moment is known');
    const onTheEdge = await store.admitRuns(lease, AT_MS + 15);
    expectEqual(onTheEdge, { started: ['a'], misfired: [], nextAtMs: AT_MS + 20 }, 'exactly the grace late still runs');
    const late = await store.admitRuns(lease, AT_MS + 26);
    expectEqual(late, { started: [], misfired: ['b'], nextAtMs: null }, 'later does not');
    const { state, error, startedAtMs } = (await store.run('b'))!;
    expectEqual([state, error?.code, startedAtMs], ['cancelled', 'schedule.misfired', null], 'and says so');
    const steps = (await store.steps('b')).map((step) => step.state);
    expectEqual(steps, ['skipped', 'skipped'], 'its steps are skipped');
  }),

  engineCase(
    'a run waits no more for its moment when the clock was set back behind its making',
    newWorld,
    async (engine) => {
      const { store, lease } = engine;
      const spread = { notBeforeMs: AT_MS + 10, graceMs: 5 };
      await create(engine, 'a', spread);
      const made = await store.admitRuns(lease, AT_MS);
      expectEqual(
        made,
        { started: [], misfired: [], nextAtMs: AT_MS + 10 },
        'the moment it was made in is not before it',
      );
      const back = await store.admitRuns(lease, AT_MS - 1);
      expectEqual(
        back,
        { started: ['a'], misfired: [], nextAtMs: null },
        'a millisecond before it the clock was set back',
      );
    },
  ),

  engineCase('a queued run can be cancelled, and answers who asked', newWorld, async (engine) => {
    const { store, lease } = engine;
    await create(engine, 'a');
    const data = { runId: 'a', reason: 'wrong day' };
    const requestId = await store.submit({ kind: 'cancel', data, atMs: AT_MS });
    await store.cancelQueued(lease, { ...data, requestId, atMs: AT_MS + 1 });
    const { state, cancelReason, endedAtMs } = (await store.run('a'))!;
    expectEqual([state, cancelReason, endedAtMs], ['cancelled', 'wrong day', AT_MS + 1], 'it is over');
    expectEqual((await store.request(requestId))?.answer, { runId: 'a', error: null }, 'the request is answered');
    expectEqual((await store.admitRuns(lease, AT_MS + 2)).started, [], 'it never starts');
    const again = store.cancelQueued(lease, { ...data, requestId: null, atMs: AT_MS + 3 });
    await expectRefused(again, 'bug', 'a run that is not queued');
  }),

  engineCase('the first step starts its run, unless the limit of its job is reached', newWorld, async (engine) => {
    const { store } = engine;
    await create(engine, 'a', { instancesMax: 1 });
    await create(engine, 'b', { instancesMax: 1 });
    expectTrue((await start(engine, 'a', 'a')) > 0, 'the step starts');
    expectEqual((await store.run('a'))?.state, 'running', 'and so does its run');
    await expectRefused(start(engine, 'b', 'a'), 'bug', 'a second run of the job');
    expectEqual((await store.run('b'))?.state, 'queued', 'it still waits');
  }),

  engineCase('folding the log again keeps the queue', newWorld, async (engine) => {
    const { store, lease } = engine;
    await create(engine, 'a', { instancesMax: 1 });
    await create(engine, 'b', { instancesMax: 1 });
    await store.admitRuns(lease, AT_MS);
    const before = await store.dump();
    await store.rebuild(lease);
    expectEqual(await store.dump(), before, 'the state is the same');
    await end(engine, 'a');
    expectEqual((await store.admitRuns(lease, AT_MS)).started, ['b'], 'and the queue goes on');
  }),

  engineCase('a plan of which nothing has begun gives way to another one as a whole', newWorld, async (engine) => {
    const { store, lease } = engine;
    await create(engine, 'run');
    const { created } = newRun('run', ['b', 'c'], { job: 'daily', admission: FREE });
    await store.replanRun(lease, { runId: 'run', created, atMs: AT_MS });
    const keys = (await store.steps('run')).map(({ stepKey, state }) => `${stepKey} ${state}`);
    expectEqual(keys, ['b pending', 'c pending'], 'the steps are those of the new plan, in its order');
    expectEqual((await store.run('run'))?.created.steps.length, 2, 'the run knows its new plan');
    const before = await store.dump();
    await store.rebuild(lease);
    expectEqual(await store.dump(), before, 'the log folds to it');
    await store.admitRuns(lease, AT_MS);
    await store.advance(lease, { runId: 'run', atMs: AT_MS, start: [{ stepKey: 'b', isolated: false }] });
    await expectRefused(store.replanRun(lease, { runId: 'run', created, atMs: AT_MS }), 'bug', 'a step has begun');
  }),
];
