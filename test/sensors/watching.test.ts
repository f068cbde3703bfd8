import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runRequest, type Sensor } from '../../src/control/definition/sensor.ts';
import {
  assetSensor,
  eventSensor,
  fileSensor,
  freshnessSensor,
  readinessSensor,
} from '../../src/control/definition/sensor-kinds.ts';
import type { ArrivedFile, AssetUpdate, EmittedEvent, LateAsset } from '../../src/control/definition/watch.ts';
import type { SliceLook } from '../../src/control/partition/slice-look.ts';
import { jobNamed, openSensorDesk, type SensorDesk, type SensorDeskOptions, START_MS, ticksAt } from './desk.ts';

const sync = jobNamed('sync');
const score = jobNamed('score');
const trigger = { calendar: 'XSHG', at: 'close' } as const;
const HOUR = 3_600_000;

const open = (watching: Sensor, ticks = ticksAt({}), around: SensorDeskOptions['around'] = {}) =>
  openSensorDesk({ jobs: [sync, score], sensors: [watching], ticks, around });

let files = 0;
async function publish({ store, lease, clock }: SensorDesk, runId: string): Promise<void> {
  files += 1;
  const path = `bars/${files}`;
  const file = { path, partition: path, rows: 5, bytes: 9, sha256: path };
  const created = { ...(await store.run(await createRun(store, lease, clock.nowMs(), runId)))! };
  const { started } = await store.advance(lease, {
    runId: created.runId,
    atMs: clock.nowMs(),
    start: [{ stepKey: 'a', isolated: false }],
  });
  const metrics = { durationMs: 1, rows: null, qualityScore: null, cpuMs: null, peakRssBytes: null, custom: {} };
  const changes = [{ asset: 'bars', removed: [], added: [file] }];
  const end = {
    stepKey: 'a',
    token: started[0]!.token,
    outcome: 'succeeded',
    output: 'null',
    metrics,
    changes,
  } as const;
  await store.advance(lease, { runId, atMs: clock.nowMs(), end: [end] });
}

async function createRun(
  store: SensorDesk['store'],
  lease: SensorDesk['lease'],
  atMs: number,
  runId: string,
): Promise<string> {
  const { newRun } = await import('../../src/control/state/kit/fixtures.ts');
  await store.createRun(lease, { ...newRun(runId, ['a']), atMs });
  return runId;
}

const madeBy = async (desk: SensorDesk, job = 'score') => (await desk.runs()).filter((run) => run.job === job);
const keysOf = async (desk: SensorDesk) =>
  (await desk.store.range({ table: 'run_key', prefix: [] })).map((row) => row.run_key);

test('a new version of an asset is seen once, of several the newest', async () => {
  const desk = await open(assetSensor('bars', score));
  await desk.pass(1000);
  await publish(desk, 'r1');
  await publish(desk, 'r2');
  await desk.pass(2000);
  await desk.crash();
  await desk.pass(2000);
  assert.deepEqual(await keysOf(desk), ['v2']);
  assert.equal((await madeBy(desk))[0]?.trigger.parentRunId, 'r2');
});

test('each version is seen when that is asked for, those from before not at all', async () => {
  const each = assetSensor('bars', score, { coalesce: 'none' });
  const desk = await open(each);
  for (const run of ['r1', 'r2', 'r3']) await publish(desk, run);
  await desk.pass(2000);
  assert.deepEqual(await keysOf(desk), ['v1', 'v2', 'v3']);
});

test('an asset is late when nothing was published since the deadline before, and that is an alarm', async () => {
  const ticks = ticksAt({ a: START_MS + HOUR, b: START_MS + 2 * HOUR, c: START_MS + 3 * HOUR });
  const late: LateAsset[] = [];
  const watching = freshnessSensor(
    'bars',
    (fact) => {
      late.push(fact);
      return runRequest(sync);
    },
    { deadline: trigger },
  );
  const desk = await open(watching, ticks);
  await desk.pass(HOUR / 2);
  await publish(desk, 'r1');
  await desk.pass(HOUR / 2 + 60_000);
  assert.deepEqual([late.length, (await desk.row('bars.on_late')).alarm], [0, null]);
  await desk.pass(HOUR);
  assert.deepEqual(
    late.map(({ session, version }) => [session, version]),
    [['b', 1]],
  );
  assert.equal((await desk.row('bars.on_late')).alarm?.code, 'sensor.asset_late');
  assert.equal((await madeBy(desk, 'sync')).length, 1);
  await publish(desk, 'r2');
  await desk.pass(HOUR);
  assert.equal(late.length, 1);
  assert.equal((await desk.row('bars.on_late')).alarm, null, 'it is fresh again');
});

test('the age that a version may have is counted at the deadline, on both sides', async () => {
  for (const [minutes, count] of [
    [60, 0],
    [61, 1],
  ] as const) {
    const ticks = ticksAt({ a: START_MS + minutes * 60_000 });
    const watching = freshnessSensor('bars', sync, { deadline: trigger, maxAge: '1h' });
    const desk = await open(watching, ticks);
    await publish(desk, 'r1');
    await desk.pass(2 * HOUR);
    assert.equal((await madeBy(desk, 'sync')).length, count, `${minutes} minutes old`);
  }
});

test('a file has arrived when it has not changed for a while, and again when it changes afterwards', async () => {
  const told: ArrivedFile[] = [];
  const watching = fileSensor(
    (file) => {
      told.push(file);
      return runRequest(sync);
    },
    { name: 'inbox', glob: 'inbox/*.csv', every: '1s', stableFor: '10s' },
  );
  const desk = await open(watching);
  for (let bytes = 1; bytes <= 5; bytes += 1) {
    desk.files.splice(0, 1, { path: 'inbox/a.csv', bytes, modifiedAtMs: START_MS + bytes });
    await desk.pass(8000);
  }
  assert.deepEqual(told, [], 'it still grows');
  await desk.pass(5000);
  await desk.crash();
  await desk.pass(30_000);
  assert.deepEqual(told, [{ path: 'inbox/a.csv', bytes: 5, modifiedAtMs: START_MS + 5 }]);
  desk.files.splice(0, 1, { path: 'inbox/a.csv', bytes: 5, modifiedAtMs: START_MS + 99 });
  await desk.pass(15_000);
  assert.equal(told.length, 2);
  desk.files.splice(0, 1);
  await desk.pass(5000);
  assert.deepEqual((await desk.row('inbox')).cursor, {}, 'what is gone is forgotten');
});

test('a file that is watched when the clock is set back arrives after as long a while', async () => {
  const desk = await openSensorDesk({
    jobs: [sync],
    sensors: [fileSensor(sync, { name: 'inbox', glob: 'inbox/*.csv', every: '2s', stableFor: '10s' })],
  });
  desk.files.push({ path: 'inbox/a.csv', bytes: 10, modifiedAtMs: START_MS });
  await desk.pass(4000);
  desk.clock.setNow(START_MS - 6 * 86_400_000);
  await desk.pass(14_000);
  assert.equal((await desk.runs()).length, 1);
});

test('an emitted event is told once, with its data, those of one key as one', async () => {
  const told: EmittedEvent[] = [];
  const watching = eventSensor('prices_in', (event) => {
    told.push(event);
    return runRequest(sync, { tags: { vendor: String((event.data as { vendor: string }).vendor) } });
  });
  const desk = await open(watching);
  const emission = { name: 'prices_in', key: 'k1', data: '{"vendor":"a"}', by: 'test', requestId: null };
  for (let time = 0; time < 2; time += 1) {
    await desk.store.emitEvent(desk.lease, { ...emission, atMs: START_MS });
    await desk.pass(2000);
    await desk.crash();
  }
  await desk.store.emitEvent(desk.lease, { ...emission, name: 'other', atMs: START_MS });
  await desk.pass(2000);
  assert.deepEqual(
    told.map(({ key, data }) => [key, data]),
    [['k1', { vendor: 'a' }]],
  );
  assert.deepEqual(
    (await madeBy(desk, 'sync')).map(({ tags }) => tags.vendor),
    ['a'],
  );
});

const readyFrom = (atMs: number, giveUpAfter: `${number}h` = '6h') =>
  readinessSensor(({ session }) => runRequest(sync, { runKey: session!, tags: { session: session! } }), {
    name: 'ready',
    trigger,
    every: '5m',
    giveUpAfter,
    isReady: ({ nowMs }) => (nowMs >= atMs ? { ready: true } : { ready: false, because: 'the vendor has no bars yet' }),
  });

test('readiness is asked for from the moment on until it is there, and the job runs once', async () => {
  const desk = await open(readyFrom(START_MS + 3 * HOUR), ticksAt({ '2026-11-20': START_MS + HOUR }));
  await desk.pass(2 * HOUR);
  assert.deepEqual(await desk.runs(), []);
  assert.match((await desk.row('ready')).skipReason!, /2026-11-20: the vendor has no bars yet/);
  await desk.crash();
  await desk.pass(2 * HOUR);
  const [run, ...others] = await desk.runs();
  assert.deepEqual([run?.tags.session, run?.createdAtMs, others.length], ['2026-11-20', START_MS + 3 * HOUR, 0]);
});

test('what never comes is given up at its time, for all to see, and the next moment is waited for', async () => {
  const moments = { '2026-11-20': START_MS + HOUR, '2026-11-23': START_MS + 24 * HOUR };
  const desk = await open(readyFrom(START_MS + 25 * HOUR), ticksAt(moments));
  await desk.pass(8 * HOUR);
  const { alarm, failures } = await desk.row('ready');
  assert.deepEqual([alarm?.code, alarm?.facts.moment, failures], ['sensor.gave_up', '2026-11-20', 0]);
  assert.ok(desk.seen.some(({ observation }) => observation.kind === 'sensor_alarmed'));
  await desk.pass(18 * HOUR);
  assert.deepEqual(
    (await desk.runs()).map(({ tags }) => tags.session),
    ['2026-11-23'],
  );
  assert.equal((await desk.row('ready')).alarm, null, 'all is well again');
});

test('of moments that passed while no engine looked the last one runs, the others are named', async () => {
  const moments = Object.fromEntries([1, 2, 3].map((day) => [`2026-11-2${day}`, START_MS + day * 24 * HOUR]));
  const desk = await open(readyFrom(0), ticksAt(moments));
  await desk.pass(0);
  await desk.clock.advance(80 * HOUR);
  await desk.pass(HOUR);
  assert.deepEqual(
    (await desk.runs()).map(({ tags }) => tags.session),
    ['2026-11-23'],
  );
  assert.equal((await desk.row('ready')).alarm?.facts.moment, '2026-11-21, 2026-11-22');
});

test('of an asset with slices it is told which changed, and lateness is that of slices', async () => {
  const slices = { spans: [{ from: '2026-11-20', to: '2026-11-20', count: 1 }], lanes: ['A'] };
  const asked: unknown[] = [];
  const look: SliceLook = {
    changed: async (asset, after, version) => {
      asked.push([asset, after, version]);
      return [slices];
    },
    late: async () => [slices],
  };
  const updates: AssetUpdate[] = [];
  const seeing = assetSensor(
    'bars',
    (update) => {
      updates.push(update);
      return runRequest(score);
    },
    { coalesce: 'none' },
  );
  const desk = await open(seeing, undefined, { slices: look });
  for (const run of ['r1', 'r2']) await publish(desk, run);
  await desk.pass(2000);
  assert.deepEqual(
    asked,
    [
      ['bars', 0, 1],
      ['bars', 1, 2],
    ],
    'each version by itself',
  );
  assert.deepEqual(updates[0]!.changed, [slices]);

  const late: LateAsset[] = [];
  const judging = freshnessSensor(
    'bars',
    (fact) => {
      late.push(fact);
      return runRequest(sync);
    },
    { deadline: trigger, maxAge: '3h' },
  );
  const other = await open(judging, ticksAt({ a: START_MS + HOUR }), { slices: look });
  await publish(other, 'r1');
  await other.pass(2 * HOUR);
  assert.deepEqual(late[0]!.late, [slices], 'a version that is young turns no slice green');
});
