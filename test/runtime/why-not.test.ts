import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { job } from '../../src/control/definition/job.ts';
import { op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { DAY_MS, instantText } from '../../src/core/time.ts';
import { whyNot } from '../../src/runtime/why-not.ts';

test('why-not shows when the clock was set in the last day, newest first', async () => {
  const one = job(pipeline('one', (p) => p.add(op({ name: 'one', run: () => null }))));
  await using store = openMemoryStateStore();
  const lease = await store.acquireEngine({ pid: 1, host: 'test', sinceMs: 0, what: 'up' });
  const nowMs = Date.now();
  const steps = [
    { atMs: nowMs - 2 * DAY_MS, byMs: 5000 },
    { atMs: nowMs - DAY_MS / 2, byMs: -3_600_000 },
    { atMs: nowMs - 1000, byMs: 7000 },
  ];
  for (const step of steps) await store.recordClockStep(lease, step);
  const { clockSteps } = await whyNot(defineProject({ jobs: [one] }), store, 'one');
  const wanted = steps.slice(1).map(({ atMs, byMs }) => ({ utc: instantText(atMs), byMs }));
  assert.deepEqual(clockSteps, wanted.toReversed());
});
