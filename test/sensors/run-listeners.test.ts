import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runRequest } from '../../src/control/definition/sensor.ts';
import { onRun } from '../../src/control/definition/sensor-kinds.ts';
import type { EndedRun } from '../../src/control/definition/watch.ts';
import { CHAIN_RUNS_MAX } from '../../src/control/sensor/requested-runs.ts';
import { jobNamed, openSensorDesk } from './desk.ts';

const sync = jobNamed('sync');
const score = jobNamed('score');
const jobs = [sync, score];

test('the end of a run sets off its successor once, with where it came from', async () => {
  const desk = await openSensorDesk({ jobs, sensors: [onRun(sync, 'success', score)] });
  const first = await desk.endedRun('sync');
  await desk.pass(3000);
  const made = (await desk.runs()).find(({ job }) => job === 'score');
  assert.deepEqual([made?.job, made?.state], ['score', 'queued']);
  assert.deepEqual(made?.trigger, { kind: 'sensor', by: 'sensor sync.on_success', parentRunId: first, chain: [first] });
  await desk.pass(60_000);
  assert.equal((await desk.runs()).length, 2);
});

test('an end is seen exactly once over crashes', async () => {
  const desk = await openSensorDesk({ jobs, sensors: [onRun(sync, 'success', score)] });
  await desk.endedRun('sync');
  await desk.crash();
  await desk.pass(2000);
  await desk.crash();
  await desk.pass(2000);
  await desk.endedRun('sync');
  await desk.crash();
  await desk.pass(2000);
  assert.deepEqual((await desk.runs()).filter(({ job }) => job === 'score').length, 2);
});

test('outcomes are told apart', async () => {
  const outcomes = ['success', 'failure', 'cancelled', 'any'] as const;
  const told: string[] = [];
  const sensors = outcomes.map((outcome) =>
    onRun(sync, outcome, (run) => {
      told.push(`${outcome} ${run.outcome}`);
      return null;
    }),
  );
  const desk = await openSensorDesk({ jobs, sensors });
  for (const outcome of ['succeeded', 'failed', 'cancelled', 'interrupted'] as const)
    await desk.endedRun('sync', { outcome });
  await desk.endedRun('score');
  await desk.pass(1000);
  assert.deepEqual(told.sort(), [
    'any cancelled',
    'any failed',
    'any interrupted',
    'any succeeded',
    'cancelled cancelled',
    'failure failed',
    'failure interrupted',
    'success succeeded',
  ]);
});

test('a listener by tags sees the runs that have all of them, whatever their job', async () => {
  const told: string[] = [];
  const listener = onRun({ tags: { family: 'stocks', kind: 'a' } }, 'any', ({ job }) => {
    told.push(job);
    return null;
  });
  const desk = await openSensorDesk({ jobs, sensors: [listener] });
  await desk.endedRun('sync', { tags: { family: 'stocks', kind: 'a', more: '1' } });
  await desk.endedRun('score', { tags: { family: 'stocks' } });
  await desk.endedRun('score', { tags: { family: 'stocks', kind: 'a' } });
  await desk.pass(1000);
  assert.deepEqual(told, ['sync', 'score']);
});

test('what a listener is told are the facts of the run', async () => {
  const told: EndedRun[] = [];
  const listener = onRun('any', 'any', (run) => {
    told.push(run);
    return null;
  });
  const desk = await openSensorDesk({ jobs, sensors: [listener] });
  const runId = await desk.endedRun('sync', { outcome: 'failed', tags: { session: '2026-11-20' } });
  await desk.pass(1000);
  const { output, metrics, ...facts } = told[0]!;
  assert.deepEqual([facts.runId, facts.outcome, facts.tags], [runId, 'failed', { session: '2026-11-20' }]);
  assert.deepEqual(metrics, { steps: {}, retries: 0, rows: null, qualityScore: null });
  assert.equal(output('none'), undefined);
});

test('a run key makes one run of several ends, and says which', async () => {
  const bySession = onRun(sync, 'success', ({ tags }) => runRequest(score, { runKey: tags.session! }), {
    name: 'chain',
  });
  const desk = await openSensorDesk({ jobs, sensors: [bySession] });
  for (let time = 0; time < 3; time += 1) {
    await desk.endedRun('sync', { tags: { session: '2026-11-20' } });
    await desk.pass(2000);
  }
  const scored = (await desk.runs()).filter(({ job }) => job === 'score');
  assert.equal(scored.length, 1);
  const made = (await desk.eventsOf('sensor_evaluated')).flatMap(({ data }) =>
    'requests' in data ? data.requests : [],
  );
  assert.deepEqual(
    made.map(({ isNew }) => isNew),
    [true, false, false],
  );
  assert.ok(made.every(({ runId }) => runId === scored[0]?.runId));
  assert.match(scored[0]!.runId, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab]/, 'a UUID of version 8');
});

test('a run that cannot be decided about holds up those after it, not those before it', async () => {
  let isBroken = true;
  const listener = onRun(sync, 'success', ({ tags }) => {
    if (tags.n === '2' && isBroken) throw new Error('no such thing');
    return runRequest(score, { runKey: tags.n! });
  });
  const desk = await openSensorDesk({ jobs, sensors: [listener] });
  for (const n of ['1', '2', '3']) await desk.endedRun('sync', { tags: { n } });
  await desk.pass(3000);
  const keys = async () => (await desk.store.range({ table: 'run_key', prefix: [] })).map((row) => row.run_key);
  assert.deepEqual(await keys(), ['1']);
  const broken = await desk.row('sync.on_success');
  assert.deepEqual([broken.failures, broken.error?.message], [1, 'Error: no such thing']);
  isBroken = false;
  await desk.pass(60_000);
  assert.deepEqual(await keys(), ['1', '2', '3']);
  assert.equal((await desk.row('sync.on_success')).failures, 0);
});

test('runs that set each other off without saying so are stopped by the length of their chain', async () => {
  const again = onRun(sync, 'any', () => runRequest(sync), { name: 'again' });
  const desk = await openSensorDesk({ jobs, sensors: [again] });
  await desk.endedRun('sync');
  for (let round = 0; round < CHAIN_RUNS_MAX + 5; round += 1) {
    await desk.pass(1000);
    for (const { runId, state } of await desk.runs()) if (state === 'queued') await desk.end(runId);
  }
  const runs = await desk.runs();
  assert.equal(runs.length, CHAIN_RUNS_MAX);
  assert.equal(runs.at(-1)?.trigger.chain?.length, CHAIN_RUNS_MAX - 1);
  const alarms = desk.seen.flatMap(({ observation }) => (observation.kind === 'sensor_alarmed' ? [observation] : []));
  assert.deepEqual(
    alarms.map(({ error }) => error.code),
    ['sensor.chain_too_long'],
  );
  assert.equal((await desk.row('again')).failures, 0, 'other runs are still seen');
});

test('a listener that comes later begins with what ends after it', async () => {
  const desk = await openSensorDesk({ jobs, sensors: [] });
  await desk.endedRun('sync');
  const { store, lease, clock } = desk;
  const { SensorLoop } = await import('../../src/control/sensor/sensor-loop.ts');
  const { defineProject } = await import('../../src/control/definition/project.ts');
  const [ended] = await store.range({ table: 'run_end', prefix: [] });
  const project = defineProject({ jobs, sensors: [onRun(sync, 'success', score)] });
  const late = new SensorLoop({ store, lease, clock, project } as never);
  await late.begin();
  assert.deepEqual((await desk.row('sync.on_success')).cursor, ended?.seq);
});
