import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import { asset } from './asset.ts';
import { type Job, job } from './job.ts';
import { op } from './op.ts';
import { pipeline } from './pipeline.ts';
import { defineProject } from './project.ts';
import { runRequest, type Sensor, sensor } from './sensor.ts';
import { assetSensor, eventSensor, fileSensor, freshnessSensor, onRun, readinessSensor } from './sensor-kinds.ts';

const bars = asset({ name: 'bars' });
const jobNamed = (name: string, writes: readonly string[] = [], tags: Record<string, string> = {}): Job =>
  job(
    pipeline(name, (p) => p.add(op({ name: `do_${name}`, writes, run: () => null }))),
    { tags },
  );
const sync = jobNamed('sync', ['bars']);
const score = jobNamed('score', [], { family: 'stocks' });
const report = jobNamed('report');

const codeOf = (make: () => unknown): string => {
  try {
    make();
    return 'nothing was thrown';
  } catch (error) {
    return isTapelineError(error) ? error.code : `${error}`;
  }
};
const project = (...sensors: readonly Sensor[]) => defineProject({ jobs: [sync, score, report], sensors });

test('a listener that is given a job asks for it and says so', async () => {
  const chain = onRun(sync, 'success', score);
  assert.deepEqual([chain.name, chain.targets, chain.everyMs], ['sync.on_success', ['score'], 1000]);
  assert.ok(chain.watch.kind === 'run');
  assert.deepEqual(await chain.watch.decide({} as never), { job: 'score', runKey: null, config: {}, tags: {} });
});

test('a listener that decides by a function says what it may ask for when it is told to', () => {
  const decide = () => runRequest(score, { runKey: 'once', tags: { why: 'late' } });
  assert.equal(onRun('any', 'failure', decide).targets, null);
  assert.deepEqual(onRun({ tags: { family: 'stocks' } }, 'any', decide, { targets: [score] }).targets, ['score']);
  assert.deepEqual(decide(), { job: 'score', runKey: 'once', config: {}, tags: { why: 'late' } });
});

test('every kind of sensor has a name, an interval and a timeout', () => {
  const trigger = { calendar: 'XSHG', at: 'close' } as const;
  const all = [
    assetSensor(bars, score),
    freshnessSensor('bars', score, { deadline: trigger, maxAge: '2h' }),
    fileSensor(score, { name: 'inbox', glob: 'inbox/*.csv' }),
    eventSensor('prices_in', score),
    readinessSensor(score, { name: 'ready', trigger, giveUpAfter: '6h', isReady: () => ({ ready: true }) }),
    sensor({ name: 'own', every: '10s', timeout: '5s', evaluate: () => ({}) }),
  ];
  assert.deepEqual(
    all.map(({ name, everyMs, timeoutMs }) => [name, everyMs, timeoutMs]),
    [
      ['bars.on_update', 1000, 60_000],
      ['bars.on_late', 30_000, 60_000],
      ['inbox', 10_000, 60_000],
      ['prices_in.on_emit', 1000, 60_000],
      ['ready', 300_000, 60_000],
      ['own', 10_000, 5000],
    ],
  );
});

test('intervals, timeouts and names that cannot be are refused', () => {
  const evaluate = () => ({});
  assert.equal(
    codeOf(() => sensor({ name: 'x', every: '10ms', evaluate })),
    'definition.invalid',
  );
  assert.equal(
    codeOf(() => sensor({ name: 'x', timeout: 0, evaluate })),
    'definition.invalid',
  );
  assert.equal(
    codeOf(() => sensor({ name: 'X Y', evaluate })),
    'definition.invalid',
  );
  assert.equal(
    codeOf(() => sensor({ name: 'x', every: '10' as never, evaluate })),
    'definition.invalid',
  );
});

test('a project refuses two sensors of one name and jobs it does not have', () => {
  assert.equal(
    codeOf(() => project(onRun(sync, 'success', score), onRun(sync, 'success', report))),
    'definition.invalid',
  );
  assert.equal(
    codeOf(() => project(onRun(sync, 'success', jobNamed('other')))),
    'definition.invalid',
  );
  assert.equal(
    codeOf(() => project(onRun(jobNamed('other'), 'success', score))),
    'definition.invalid',
  );
});

test('jobs that set each other off in a circle are refused with the way round', () => {
  const there = onRun(sync, 'success', score, { name: 'there' });
  const back = onRun(score, 'any', sync, { name: 'back' });
  assert.throws(() => project(there, back), /sync -> score -> sync \(by "there", "back"\)/);
  assert.throws(() => project(onRun(sync, 'failure', sync, { name: 'again' })), /sync -> sync \(by "again"\)/);
});

test('a circle goes through tags and through assets that a job writes', () => {
  const byTags = onRun({ tags: { family: 'stocks' } }, 'success', report, { name: 'tagged' });
  const back = onRun(report, 'success', score, { name: 'back' });
  assert.equal(
    codeOf(() => project(byTags, back)),
    'definition.job_circle',
  );
  const byAsset = assetSensor(bars, score);
  assert.equal(
    codeOf(() => project(byAsset, onRun(score, 'success', sync))),
    'definition.job_circle',
  );
});

test('jobs in a row, in a fork and in a join are no circle', () => {
  const row = onRun(sync, 'success', score, { name: 'row' });
  const fork = onRun(sync, 'success', report, { name: 'fork' });
  const join = onRun(score, 'success', report, { name: 'join' });
  assert.equal(project(row, fork, join).sensors.length, 3);
});
