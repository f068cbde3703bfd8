import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineProject } from '../../src/control/definition/project.ts';
import { runRequest, sensor } from '../../src/control/definition/sensor.ts';
import { eventSensor, onRun } from '../../src/control/definition/sensor-kinds.ts';
import { EVENT_BYTES_MAX, emissionOf } from '../../src/control/sensor/event-inbox.ts';
import { answerSensorAsk, isSensorAsk } from '../../src/control/sensor/requests.ts';
import { readSensor } from '../../src/control/state/sensor/read.ts';
import { isTapelineError } from '../../src/core/errors.ts';
import { jobNamed } from './desk.ts';
import { openLiveDesk } from './live-desk.ts';

const START_MS = Date.UTC(2026, 10, 20, 11);
const MINUTE = 60_000;
const load = jobNamed('load');
const report = jobNamed('report');
const waiting = eventSensor('prices_in', ({ data }) => runRequest(load, { tags: { vendor: String(data) } }));
const broken = sensor({
  name: 'desk.broken',
  every: '1m',
  evaluate: () => {
    throw new Error('down');
  },
});

const openDesk = () =>
  openLiveDesk({
    project: { jobs: [load, report], sensors: [waiting, broken, onRun(load, 'success', report)] },
    startMs: START_MS,
  });

const emission = { name: 'prices_in', key: 'k', data: '"a"', by: 'test' };

test('what was emitted before any engine was up is seen by the first one, once, and sets off a chain', async () => {
  const desk = openDesk();
  for (let time = 0; time < 2; time += 1) await desk.store.submit({ kind: 'emit', data: emission, atMs: START_MS });
  await desk.serveUntil(START_MS + 20 * MINUTE);
  await desk.store.submit({ kind: 'emit', data: emission, atMs: desk.clock.nowMs() });
  await desk.serveUntil(START_MS + 40 * MINUTE);
  const runs = await desk.runs();
  assert.deepEqual(
    runs.map(({ job, tags, state }) => [job, tags.vendor, state]),
    [
      ['load', 'a', 'succeeded'],
      ['report', undefined, 'succeeded'],
    ],
  );
});

test('an event that was taken down where no engine ever was is seen by the first one', async () => {
  const desk = openDesk();
  const { store, clock } = desk;
  const id = await store.submit({ kind: 'emit', data: emission, atMs: START_MS });
  const lease = await store.acquireEngine({ pid: 7, host: 'desk', sinceMs: START_MS, what: 'tapeline emit' });
  const request = (await store.request(id))!;
  assert.ok(isSensorAsk(request));
  const project = defineProject({ jobs: [load], sensors: [waiting] });
  await answerSensorAsk({ store, lease, clock, project }, request);
  await store.releaseEngine(lease);
  await desk.serveUntil(START_MS + 20 * MINUTE);
  assert.deepEqual(
    (await desk.runs()).map(({ job }) => job),
    ['load', 'report'],
  );
});

test('an event and a sensor that nobody defined are refused with the nearest name', async () => {
  const desk = openDesk();
  const { store } = desk;
  const event = await store.submit({ kind: 'emit', data: { ...emission, name: 'price_in' }, atMs: START_MS });
  const data = { sensor: 'desk.borken', reason: 'x' };
  const pause = await store.submit({ kind: 'pause_sensor', data, atMs: START_MS });
  await desk.serveUntil(START_MS + MINUTE);
  const errors = await Promise.all([event, pause].map(async (id) => (await store.request(id))?.answer?.error));
  assert.deepEqual(
    errors.map((error) => [error?.code, error?.facts.nearest]),
    [
      ['usage.unknown_name', 'prices_in'],
      ['usage.unknown_name', 'desk.broken'],
    ],
  );
});

test('an engine that is up pauses and resumes a sensor that it is asked about, by its short name too', async () => {
  const desk = openDesk();
  await desk.store.submit({ kind: 'pause_sensor', data: { sensor: 'broken', reason: 'holiday' }, atMs: START_MS });
  await desk.serveUntil(START_MS + 10 * MINUTE);
  const paused = await readSensor(desk.store, 'desk.broken');
  assert.deepEqual([paused?.pauseReason, paused?.tick], ['holiday', 0]);
  await desk.store.submit({ kind: 'resume_sensor', data: { sensor: 'broken' }, atMs: desk.clock.nowMs() });
  await desk.serveUntil(START_MS + 20 * MINUTE);
  const resumed = await readSensor(desk.store, 'desk.broken');
  assert.deepEqual([resumed?.pausedAtMs, (resumed?.failures ?? 0) > 0], [null, true]);
});

test('data and keys of an event that cannot be are refused', () => {
  const codeOf = (make: () => unknown): string => {
    try {
      make();
      return 'taken';
    } catch (error) {
      return isTapelineError(error) ? error.code : `${error}`;
    }
  };
  const by = 'test';
  const text = (length: number): string => 'x'.repeat(length);
  assert.equal(
    codeOf(() => emissionOf({ name: 'e', data: text(EVENT_BYTES_MAX - 2), by })),
    'taken',
  );
  assert.equal(
    codeOf(() => emissionOf({ name: 'e', data: text(EVENT_BYTES_MAX - 1), by })),
    'usage.invalid',
  );
  assert.equal(
    codeOf(() => emissionOf({ name: 'e', data: new Date(0) as never, by })),
    'usage.invalid',
  );
  assert.equal(
    codeOf(() => emissionOf({ name: 'e', key: '', by })),
    'usage.invalid',
  );
  assert.equal(
    codeOf(() => emissionOf({ name: 'e', key: text(257), by })),
    'usage.invalid',
  );
  assert.deepEqual(emissionOf({ name: 'e', by }), { name: 'e', key: null, data: 'null', by });
});
