import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { job } from '../control/definition/job.ts';
import { op } from '../control/definition/op.ts';
import { pipeline } from '../control/definition/pipeline.ts';
import { schedule } from '../control/definition/schedule.ts';
import { runRequest } from '../control/definition/sensor.ts';
import { onRun } from '../control/definition/sensor-kinds.ts';
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
