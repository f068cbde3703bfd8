import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { job } from '../control/definition/job.ts';
import { op } from '../control/definition/op.ts';
import { pipeline } from '../control/definition/pipeline.ts';
import { port } from '../control/definition/resource.ts';
import { schedule } from '../control/definition/schedule.ts';
import { runRequest, sensor } from '../control/definition/sensor.ts';
import { assetSensor, eventSensor, fileSensor, onRun, readinessSensor } from '../control/definition/sensor-kinds.ts';
import { lakeFile } from '../control/state/kit/fixtures.ts';
import { projectInMemory } from './project-in-memory.ts';

const MONDAY = '2026-11-16T15:00:00+08:00';
const done: string[] = [];
const noting = (name: string) => job(pipeline(name, (p) => p.add(op({ name, run: () => void done.push(name) }))));
const [sync, score] = [noting('sync'), noting('score')];
const evening = schedule(sync, { name: 'evening', calendar: 'XSHG', at: 'close+90m' });
const chain = onRun(sync, 'success', () => runRequest(score));

describe('a project in memory', () => {
  test('runs its schedules on sessions, and what listens to their runs', async () => {
    done.length = 0;
    await using desk = await projectInMemory(
      { jobs: [sync, score], schedules: [evening], sensors: [chain] },
      { at: MONDAY },
    );
    await desk.pass('7d');
    const sessions = (await desk.ticks('evening')).map(({ session }) => session);
    assert.deepEqual(
      sessions,
      ['16', '17', '18', '19', '20'].map((day) => `2026-11-${day}`),
    );
    assert.deepEqual(done, Array(5).fill(['sync', 'score']).flat());
    assert.equal((await desk.runs('score'))[0]!.trigger.kind, 'sensor');
  });

  test('lets a schedule rest that is paused', async () => {
    await using desk = await projectInMemory({ jobs: [sync], schedules: [evening] }, { at: MONDAY });
    await desk.pause('evening');
    await desk.pass('1d');
    await desk.resume('evening');
    await desk.pass('1d');
    const outcomes = (await desk.ticks('evening')).map(({ outcome }) => outcome);
    assert.deepEqual(outcomes, ['skipped_paused', 'fired']);
  });

  test('keeps its runs apart when one takes longer than the time between ticks', async () => {
    const slow = job(
      pipeline('slow', (p) => p.add(op({ name: 'slow', run: (_, { clock, signal }) => clock.sleep(90_000, signal) }))),
    );
    const often = schedule(slow, { name: 'often', every: '1m', anchor: '2026-01-01T00:00:00Z', overlap: 'queueOne' });
    await using desk = await projectInMemory({ jobs: [slow], schedules: [often] }, { at: '2026-11-16T00:00:30Z' });
    await desk.pass('4m');
    const [first, second] = await desk.runs();
    assert.ok(second!.startedAtMs! >= first!.endedAtMs!);
  });

  test('wants to know when it begins', async () => {
    await assert.rejects(projectInMemory({ jobs: [sync] }, { at: '2026-11-16' }), /instant with offset/);
  });
});

describe('sensors of a project in memory', () => {
  const vendor = port<{ status: (session: string) => boolean }>('vendor', 'tells what is there');
  const ready = readinessSensor(sync, {
    name: 'ready',
    trigger: { calendar: 'XSHG', at: 'close+30m' },
    giveUpAfter: '2h',
    resources: { vendor },
    isReady: ({ vendor: source, session }) =>
      source.status(session!) ? { ready: true } : { ready: false, because: 'not yet' },
  });

  test('ask the stubs of their resources, again and again, and give up for all to see', async () => {
    const asked: string[] = [];
    const status = (session: string): boolean => asked.push(session) > 2 && session === '2026-11-16';
    const resources = { vendor: { status } };
    await using desk = await projectInMemory({ jobs: [sync], sensors: [ready] }, { at: MONDAY, resources });
    await desk.pass('40m');
    assert.deepEqual([asked.length, (await desk.runs('sync')).length], [3, 1], 'every five minutes until it is ready');
    await desk.pass('26h');
    const [alarm, ...more] = desk.alarms('ready');
    assert.deepEqual([alarm!.code, alarm!.at, more], ['sensor.gave_up', '2026-11-17T09:30:00.000Z', []]);
  });

  test('run their own code from where their cursor stands, and fail in the open', async () => {
    const counting = sensor({
      name: 'counting',
      evaluate({ cursor }) {
        const seen = Number(cursor ?? 0) + 1;
        if (seen === 3) throw new Error('three');
        return { cursor: seen, requests: [runRequest(score, { runKey: `n${seen}` })] };
      },
    });
    await using desk = await projectInMemory({ jobs: [score], sensors: [counting] }, { at: MONDAY });
    await desk.pass('61s');
    assert.equal((await desk.runs('score')).length, 2);
    assert.deepEqual(
      desk.alarms().map(({ sensor: name, message }) => [name, message]),
      [['counting', 'Error: three']],
    );
  });

  test('hear of events once for each key, and of nothing while they are paused', async () => {
    const filing = eventSensor('filing', score);
    await using desk = await projectInMemory({ jobs: [score], sensors: [filing] }, { at: MONDAY });
    await desk.emit('filing', { symbol: 'AAPL' }, { key: '1' });
    await desk.emit('filing', { symbol: 'AAPL' }, { key: '1' });
    await desk.pass('10s');
    await desk.pause('filing.on_emit');
    await desk.emit('filing', null, { key: '2' });
    await desk.pass('10s');
    assert.equal((await desk.runs('score')).length, 1);
    await desk.resume('filing.on_emit');
    await desk.pass('10s');
    assert.equal((await desk.runs('score')).length, 2);
    await assert.rejects(desk.emit('filings'), /filing/);
  });

  test('see versions that ops publish, and files of the folder that is named', async () => {
    const make = op({
      name: 'make',
      writes: ['bars'],
      run: (_, { publish }) => publish({ asset: 'bars', removed: [], added: [lakeFile('bars/1', 'all')] }),
    });
    const bars = job(pipeline('bars', (p) => p.add(make)));
    const arrived = fileSensor(bars, { name: 'arrived', glob: '*.csv' });
    const projectDir = mkdtempSync(join(tmpdir(), 'tapeline-memory-'));
    try {
      const sensors = [arrived, assetSensor('bars', score)];
      await using desk = await projectInMemory({ jobs: [bars, score], sensors }, { at: MONDAY, projectDir });
      await desk.pass('1m');
      assert.deepEqual(await desk.runs(), []);
      writeFileSync(join(projectDir, 'a.csv'), 'x');
      await desk.pass('1m');
      assert.deepEqual(
        (await desk.runs()).map(({ job: name, state, error }) => [name, state, error]),
        [
          ['bars', 'succeeded', null],
          ['score', 'succeeded', null],
        ],
      );
    } finally {
      rmSync(projectDir, { recursive: true });
    }
  });
});
