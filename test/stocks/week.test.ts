import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../src/control/definition/job.ts';
import { provide } from '../../src/control/definition/resource.ts';
import type { RunRow } from '../../src/control/state/rows.ts';
import { readEvaluations, readSensor } from '../../src/control/state/sensor/read.ts';
import type { Session } from '../../src/core/time.ts';
import { stockJobs, stockSchedules, stockSensors } from '../../src/pipelines/stocks/index.ts';
import { marketSource } from '../../src/pipelines/stocks/ports.ts';
import { type LiveDesk, openLiveDesk } from '../sensors/live-desk.ts';

/** A wall time of Shanghai, which is eight hours ahead of UTC all year. */
const shanghai = (text: string): number => Date.parse(`${text}:00+08:00`);

/** When the vendor publishes what, around the National Day holiday of 2025 (closed from 1 to 8 October). */
type Published = Readonly<Record<string, number>>;
const ON_TIME: Published = {
  '2025-09-26': shanghai('2025-09-26T15:40'),
  '2025-09-29': shanghai('2025-09-29T15:40'),
  '2025-09-30': shanghai('2025-09-30T15:40'),
  '2025-10-09': shanghai('2025-10-09T15:40'),
  '2025-10-10': shanghai('2025-10-10T15:40'),
};
const SESSIONS = ['2025-09-29', '2025-09-30', '2025-10-09', '2025-10-10'];
const CHAIN = ['daily_data_sync', 'data_completion', 'indicator_calculation', 'scoring_and_save'];

const FROM = shanghai('2025-09-29T00:00');
const TO = shanghai('2025-10-11T00:00');

function openDesk(published: Published, venue = 'XSHG'): LiveDesk {
  const desk: LiveDesk = openLiveDesk({
    project: { jobs: stockJobs.map(withEveryStep), schedules: stockSchedules, sensors: stockSensors },
    startMs: FROM,
    providers: [provide(marketSource, () => vendor(published, venue, () => desk.clock.nowMs()) as never)],
    does: ({ stepKey }) => ({ output: stepKey === 'find_missing_sessions' ? { toDo: 0 } : {}, forMs: 120_000 }),
  });
  return desk;
}

/** Steps of this desk make no data, so that none of them could find out whether its inputs have changed: all are done. */
function withEveryStep(job: Job): Job {
  const steps = job.pipeline.steps.map((step) => ({ ...step, op: { ...step.op, skipUnchanged: null } }));
  return { ...job, pipeline: { ...job.pipeline, steps } };
}

function vendor(published: Published, venue: string, nowMs: () => number) {
  const readiness = async () => {
    const there = Object.entries(published).filter(([, atMs]) => atMs <= nowMs());
    return (there
      .map(([session]) => session)
      .sort()
      .at(-1) ?? null) as Session | null;
  };
  return { info: { name: 'vendor', venue }, readiness };
}

const shortName = ({ job }: RunRow): string => job.slice('stocks.'.length);

/** Job → sessions of its runs, in order. */
async function sessionsByJob(desk: LiveDesk): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const run of await desk.runs()) {
    const session = run.tags.session ?? run.trigger.tick?.session ?? 'none';
    found[shortName(run)] = [...(found[shortName(run)] ?? []), session];
  }
  return found;
}

test('each job of the chain runs once for every session, and on no holiday', async () => {
  const desk = openDesk(ON_TIME);
  await desk.serveUntil(TO);
  assert.deepEqual(await sessionsByJob(desk), Object.fromEntries(CHAIN.map((job) => [job, SESSIONS])));
  assert.ok((await desk.runs()).every(({ state }) => state === 'succeeded'));
});

test('the chain is in order: each job begins when the one before it has ended', async () => {
  const desk = openDesk(ON_TIME);
  await desk.serveUntil(shanghai('2025-09-29T23:00'));
  const runs = await desk.runs();
  assert.deepEqual(runs.map(shortName), CHAIN);
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1];
    if (before === undefined) assert.equal(run.createdAtMs >= ON_TIME['2025-09-29']!, true, 'not before the data');
    else assert.ok(run.startedAtMs! >= before.endedAtMs!, `${shortName(run)} waits for ${shortName(before)}`);
  }
});

test('a session whose data come late is waited for', async () => {
  const late = shanghai('2025-09-29T20:10');
  const desk = openDesk({ ...ON_TIME, '2025-09-29': late });
  await desk.serveUntil(TO);
  assert.deepEqual((await sessionsByJob(desk)).daily_data_sync, SESSIONS);
  const [first] = await desk.runs();
  assert.ok(first!.createdAtMs >= late && first!.createdAtMs < late + 6 * 60_000, 'within one look of the data');
});

test('a session that never comes is given up for all to see, and the next one is as ever', async () => {
  const { '2025-09-30': _never, ...others } = ON_TIME;
  const desk = openDesk(others);
  await desk.serveUntil(shanghai('2025-10-08T12:00'));
  const row = await readSensor(desk.store, 'stocks.bars_ready');
  assert.deepEqual([row?.alarm?.code, row?.alarm?.facts.moment], ['sensor.gave_up', '2025-09-30']);
  await desk.serveUntil(TO);
  const without = SESSIONS.filter((session) => session !== '2025-09-30');
  assert.deepEqual(await sessionsByJob(desk), Object.fromEntries(CHAIN.map((job) => [job, without])));
  assert.equal((await readSensor(desk.store, 'stocks.bars_ready'))?.alarm, null);
});

test('an engine that dies and comes back on the same evening makes nothing twice', async () => {
  const desk = openDesk(ON_TIME);
  for (const time of ['15:36', '15:42', '15:44', '15:47', '15:51', '16:20'])
    await desk.serveUntil(shanghai(`2025-09-29T${time}`));
  await desk.serveUntil(TO);
  assert.deepEqual(await sessionsByJob(desk), Object.fromEntries(CHAIN.map((job) => [job, SESSIONS])));
});

test('a source of another exchange sets nothing off and alarms nobody', async () => {
  const desk = openDesk(ON_TIME, 'XNYS');
  await desk.serveUntil(TO);
  assert.deepEqual(await desk.runs(), []);
  const row = await readSensor(desk.store, 'stocks.bars_ready');
  assert.deepEqual([row?.alarm, row?.failures], [null, 0]);
  const evaluations = await readEvaluations(desk.store, 'stocks.bars_ready');
  const why = evaluations.filter(({ skipReason }) => skipReason?.includes('follows XNYS'));
  assert.equal(why.length, SESSIONS.length);
});

test('morning, evening and etl run once a session when they are resumed', async () => {
  const desk = openDesk(ON_TIME);
  await desk.serveUntil(FROM + 60_000);
  const lease = await desk.store.acquireEngine({ pid: 9, host: 'desk', sinceMs: FROM, what: 'test' });
  for (const sensor of ['stocks.etl_ready', 'stocks.evening_ready'])
    await desk.store.resumeSensor(lease, { sensor, requestId: null, atMs: FROM + 60_000 });
  await desk.store.releaseEngine(lease);
  await desk.store.submit({ kind: 'resume_schedule', data: { name: 'stocks.morning', by: 'test' }, atMs: FROM });
  await desk.serveUntil(TO);
  const { morning_pipeline, evening_pipeline, daily_etl_pipeline } = await sessionsByJob(desk);
  assert.deepEqual([morning_pipeline, evening_pipeline, daily_etl_pipeline], [SESSIONS, SESSIONS, SESSIONS]);
});
