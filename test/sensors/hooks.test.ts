import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import type { JobHooks } from '../../src/control/definition/hooks.ts';
import { job } from '../../src/control/definition/job.ts';
import { op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { HOOK_TIMEOUT_MS, HookRunner } from '../../src/control/sensor/hook-runner.ts';
import { newRun } from '../../src/control/state/kit/fixtures.ts';
import { readHookFailures } from '../../src/control/state/sensor/read.ts';
import { toErrorRecord } from '../../src/core/errors.ts';
import { everythingElse, virtualClock } from '../../src/testing/virtual-clock.ts';

const START_MS = Date.UTC(2026, 10, 20, 11);
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function openHooks(hooks: JobHooks) {
  const clock = virtualClock(START_MS);
  const store = openMemoryStateStore(newMemoryState());
  const lease = await store.acquireEngine({ pid: 1, host: 'desk', sinceMs: START_MS, what: 'test' });
  const daily = job(
    pipeline('daily', (p) => p.add(op({ name: 'a', run: () => null }))),
    { hooks },
  );
  const failed: string[] = [];
  const runner = new HookRunner({
    store,
    lease,
    clock,
    project: defineProject({ jobs: [daily] }),
    logOf: () => quiet,
    onHookFailed: (runId, hook, error) => failed.push(`${runId} ${hook} ${error.code}`),
  });
  await store.createRun(lease, newRun('r1', ['a'], { job: 'daily', tags: { session: '2026-11-20' } }));
  const end = async (outcome: 'succeeded' | 'failed' | 'cancelled') => {
    const skip = [{ stepKey: 'a', reason: { because: 'cancelled', reason: 'test' } as const }];
    const ended = { outcome, error: null };
    await store.advance(lease, { runId: 'r1', atMs: START_MS + 5, skip, endRun: ended });
    runner.observe('r1', START_MS + 5, { kind: 'run_ended', ended, durationMs: 5 });
  };
  return { clock, store, runner, end, failed };
}

test('success and failure are told with the facts of the run, a cancelled run is neither', async () => {
  for (const [outcome, told] of [
    ['succeeded', ['success r1 2026-11-20']],
    ['failed', ['failure r1 2026-11-20']],
    ['cancelled', []],
  ] as const) {
    const heard: string[] = [];
    const { runner, end } = await openHooks({
      success: (run) => void heard.push(`success ${run.runId} ${run.tags.session}`),
      failure: (run) => void heard.push(`failure ${run.runId} ${run.tags.session}`),
    });
    await end(outcome);
    await runner.idle();
    assert.deepEqual(heard, told);
  }
});

test('retries and skips are told as they happen, in order', async () => {
  const heard: string[] = [];
  const { runner } = await openHooks({
    retry: async ({ step, attempt, error, retryAtMs }) => {
      await everythingElse();
      heard.push(`retry ${step} ${attempt} ${error.message} ${retryAtMs - START_MS}`);
    },
    skip: ({ step, reason }) => void heard.push(`skip ${step} ${reason.because}`),
  });
  const error = toErrorRecord('down');
  runner.observe('r1', START_MS, { kind: 'step_failed', stepKey: 'a', attempt: 1, error, retryAtMs: START_MS + 60 });
  runner.observe('r1', START_MS, { kind: 'step_failed', stepKey: 'a', attempt: 2, error, retryAtMs: null });
  const reason = { because: 'condition', condition: 'x' } as const;
  runner.observe('r1', START_MS, { kind: 'step_skipped', stepKey: 'b', reason });
  await runner.idle();
  assert.deepEqual(heard, ['retry a 1 down 60', 'skip b condition']);
});

test('a hook that throws is recorded beside its run, which is as it was', async () => {
  const { store, runner, end, failed } = await openHooks({
    success: () => {
      throw new Error('mail server is down');
    },
  });
  await end('succeeded');
  await runner.idle();
  const [failure] = await readHookFailures(store, 'r1');
  assert.deepEqual([failure?.hook, failure?.error.message], ['success', 'Error: mail server is down']);
  assert.equal((await store.run('r1'))?.state, 'succeeded');
  assert.deepEqual(failed, ['r1 success step.threw']);
});

test('a hook that hangs is given up after its time', async () => {
  const { clock, store, runner, end } = await openHooks({ success: () => new Promise(() => {}) });
  await end('succeeded');
  await everythingElse();
  await clock.advance(HOOK_TIMEOUT_MS);
  await runner.idle();
  assert.equal((await readHookFailures(store, 'r1'))[0]?.error.code, 'sensor.timed_out');
});
