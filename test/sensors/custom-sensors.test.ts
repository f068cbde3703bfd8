import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asset } from '../../src/control/definition/asset.ts';
import { runRequest, type SensorContext, type SensorResult, sensor } from '../../src/control/definition/sensor.ts';
import { readEvaluations } from '../../src/control/state/sensor/read.ts';
import { jobNamed, openSensorDesk, START_MS } from './desk.ts';

const sync = jobNamed('sync');
const jobs = [sync];
type Evaluate = (context: SensorContext) => SensorResult | Promise<SensorResult>;
const own = (evaluate: Evaluate, name = 'own') => sensor({ name, every: '10s', timeout: '5s', evaluate });

async function deskWith(evaluate: Evaluate, hangs: { readonly hangs?: true } = {}) {
  return openSensorDesk({ ...hangs, jobs, sensors: [own(evaluate), own(() => ({ skipReason: 'fine' }), 'other')] });
}

/** The error of the first failure of a sensor that gives this. */
async function failureOf(evaluate: Evaluate, hangs: { readonly hangs?: true } = {}) {
  const desk = await deskWith(evaluate, hangs);
  await desk.pass(7000);
  assert.deepEqual(await desk.runs(), [], 'nothing was made');
  assert.equal((await desk.row('other')).skipReason, 'fine', 'the other sensor is as it was');
  const { cursor, error, failures } = await desk.row('own');
  assert.deepEqual([cursor, failures], [null, 1]);
  return error!;
}

test('the cursor that an evaluation gets is the one that the last committed evaluation left', async () => {
  const got: unknown[] = [];
  const desk = await deskWith(({ cursor, nowMs }) => {
    got.push(cursor);
    return { cursor: { at: (nowMs - START_MS) / 1000 } };
  });
  await desk.pass(21_000);
  await desk.crash();
  await desk.pass(1000);
  assert.deepEqual(got, [null, { at: 0 }, { at: 10 }, { at: 20 }]);
});

test('an evaluation that fails leaves the cursor, and its runs are not made', async () => {
  const got: unknown[] = [];
  const desk = await deskWith(({ cursor }) => {
    got.push(cursor);
    if (got.length === 2) return { requests: [runRequest(sync), { job: 'snyc' } as never], cursor: 2 };
    return { cursor: got.length };
  });
  await desk.pass(40_000);
  assert.deepEqual(got.slice(0, 3), [null, 1, 1]);
  assert.deepEqual(await desk.runs(), []);
});

test('requests carry config and tags, and the run says which sensor asked for it', async () => {
  const tags = { vendor: 'a' };
  const desk = await deskWith(() => ({ requests: [runRequest(sync, { runKey: 'only', tags })] }));
  await desk.pass(30_000);
  const [run, ...others] = await desk.runs();
  assert.deepEqual(others, []);
  assert.deepEqual([run?.tags, run?.trigger.by], [tags, 'sensor own']);
});

test('requests without a key are a run each, a redone evaluation makes them once', async () => {
  const desk = await deskWith(() => ({ requests: [runRequest(sync), runRequest(sync)] }));
  await desk.pass(10_000);
  assert.equal((await desk.runs()).length, 4);
});

test('a sensor that throws is recorded, waits twice as long each time, and says when it is well again', async () => {
  const at: number[] = [];
  const desk = await deskWith(({ nowMs }) => {
    at.push((nowMs - START_MS) / 1000);
    if (at.length <= 3) throw new Error('vendor is down');
    return {};
  });
  await desk.pass(80_000);
  assert.deepEqual(at, [0, 10, 30, 70, 80]);
  const told = desk.seen.filter((each) => each.sensor === 'own').map(({ observation }) => observation);
  assert.deepEqual(
    told.map((each) => ('failures' in each ? [each.kind, each.failures] : each.kind)),
    [['sensor_failed', 1], ['sensor_failed', 2], ['sensor_failed', 3], ['sensor_recovered', 3], 'sensor_evaluated'],
  );
  const [newest, before] = await readEvaluations(desk.store, 'own');
  assert.deepEqual([newest?.outcome, before?.error?.message], ['skipped', 'Error: vendor is down']);
});

test('the back-off of a broken sensor outlives its engine', async () => {
  let times = 0;
  const desk = await deskWith(() => {
    times += 1;
    throw new Error('still down');
  });
  await desk.pass(30_000);
  assert.equal(times, 3);
  await desk.crash();
  await desk.pass(30_000);
  assert.equal(times, 3);
  await desk.pass(10_000);
  assert.equal(times, 4);
});

test('the back-off of a broken sensor is no longer for a clock that was set back', async () => {
  let times = 0;
  const desk = await deskWith(() => {
    times += 1;
    throw new Error('still down');
  });
  await desk.pass(0);
  desk.clock.setNow(START_MS - 6 * 86_400_000);
  await desk.crash();
  await desk.pass(10_000);
  assert.equal(times, 2);
});

test('a sensor that hangs is ended by its timeout, told by its signal, and what it gives later is not looked at', async () => {
  let reason: unknown = null;
  let release: (result: SensorResult) => void = () => {};
  const error = await failureOf(
    ({ signal }) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
      });
      return new Promise((resolve) => {
        release = resolve;
      });
    },
    { hangs: true },
  );
  assert.equal(error.code, 'sensor.timed_out');
  assert.match(String(reason), /5000 ms/);
  release({ requests: [runRequest(sync)] });
});

test('more requests than a sensor may make are refused as a whole, with both numbers', async () => {
  const million = Array.from({ length: 1_000_000 }, () => runRequest(sync));
  const error = await failureOf(() => ({ requests: million }));
  assert.deepEqual([error.code, error.facts.got, error.facts.max], ['sensor.too_many_requests', 1_000_000, 1000]);
});

test('a thousand requests are made in one evaluation', async () => {
  const desk = await deskWith(() => ({
    requests: Array.from({ length: 1000 }, (_, n) => runRequest(sync, { runKey: `${n}` })),
  }));
  await desk.pass(1000);
  assert.equal((await desk.runs()).length, 1000);
  assert.equal((await desk.eventsOf('sensor_evaluated')).length, 2);
});

test('a job that is not there is named, with the nearest one', async () => {
  const error = await failureOf(() => ({ requests: [{ job: 'snyc', runKey: null, config: {}, tags: {} }] }));
  assert.deepEqual([error.code, error.facts.nearest], ['usage.unknown_name', 'sync']);
  assert.match(error.message, /sensor "own"/);
});

test('a cursor that cannot be stored is refused by the path to it', async () => {
  const error = await failureOf(() => ({ cursor: { last: new Date(0) } as never }));
  assert.equal(error.code, 'sensor.invalid_result');
  assert.match(error.message, /\$\.last is a Date/);
  assert.match((await failureOf(() => ({ cursor: 'x'.repeat(2_000_000) }))).message, /2000002 bytes/);
});

test('what is no result, no request or no key is refused', async () => {
  const results = [
    undefined,
    'runs',
    { requests: 'sync' },
    { requests: [{ job: 5 }] },
    { requests: [{ ...runRequest(sync), runKey: '' }] },
    { requests: [{ ...runRequest(sync), tags: { n: 1 } }] },
    { requests: [{ ...runRequest(sync), config: { at: new Date(0) } }] },
    { skipReason: 5 },
  ];
  for (const result of results) {
    const error = await failureOf(() => result as never);
    assert.equal(error.code, 'sensor.invalid_result', JSON.stringify(result));
  }
});

test('config that the job does not take fails the evaluation', async () => {
  const error = await failureOf(() => ({ requests: [runRequest(sync, { config: { no_such_key: 1 } })] }));
  assert.match(error.code, /config|usage/);
});

test('a job that is not among the targets is refused', async () => {
  const other = jobNamed('other');
  const strict = sensor({ name: 'strict', targets: [sync], evaluate: () => ({ requests: [runRequest(other)] }) });
  const desk = await openSensorDesk({ jobs: [sync, other], sensors: [strict] });
  await desk.pass(1000);
  assert.match((await desk.row('strict')).error!.message, /"other", its targets are "sync"/);
});

test('looks that change nothing are not recorded one by one', async () => {
  let looks = 0;
  const desk = await deskWith(() => {
    looks += 1;
    return { skipReason: 'nothing new' };
  });
  await desk.pass(1_200_000);
  assert.equal(looks, 121);
  assert.equal((await desk.row('own')).tick, 1, 'the first one');
  assert.equal((await desk.eventsOf('sensor_looked')).length, 2 * 2, 'that they look, every ten minutes');
});

test('a paused sensor does not look until it is resumed', async () => {
  let looks = 0;
  const desk = await deskWith(() => {
    looks += 1;
    return {};
  });
  await desk.pass(1000);
  await desk.store.pauseSensor(desk.lease, { sensor: 'own', reason: 'holiday', requestId: null, atMs: START_MS });
  await desk.pass(100_000);
  assert.equal(looks, 1);
  await desk.store.resumeSensor(desk.lease, { sensor: 'own', requestId: null, atMs: START_MS });
  await desk.pass(20_000);
  assert.equal(looks, 3);
});

test('a sensor may look up runs and assets, and log', async () => {
  const bars = asset({ name: 'bars' });
  const desk = await deskWith(async ({ state, log }) => {
    log.info('looking');
    const { version } = await state.snapshot(bars.name);
    const runs = await state.runs({ job: 'sync' });
    return { skipReason: `version ${version}, ${runs.length} runs` };
  });
  await desk.endedRun('sync');
  await desk.pass(0);
  assert.equal((await desk.row('own')).skipReason, 'version 0, 1 runs');
  assert.deepEqual(desk.logged, ['info looking']);
});

test('a state that cannot be written stops the engine, not in silence', async () => {
  const desk = await deskWith(() => ({ cursor: 1 }));
  await desk.store.releaseEngine(desk.lease);
  await desk.pass(1000);
  assert.match(String(desk.failures[0]), /lost its right to write/);
});
