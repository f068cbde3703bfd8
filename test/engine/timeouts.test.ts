import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import type { StepHost } from '../../src/control/step/task.ts';
import { NO_METRICS } from '../../src/control/step/task.ts';
import type { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { virtualClock } from '../../src/testing/virtual-clock.ts';
import { historyOf, openDesk, type Report, START_MS } from './desk.ts';

const runOne = async (run: (_: object, context: OpServices) => unknown): Promise<Report> => {
  const slow = op({ name: 'slow', timeout: '5s', run });
  return (await openDesk({ jobs: [job(pipeline('p', (p) => p.add(slow)))] })).run('p');
};

describe('a timeout', () => {
  test('ends an op that heeds its signal at that moment', async () => {
    const report = await runOne((_, { clock, signal }) => clock.sleep(60_000, signal));
    assert.deepEqual(historyOf(report, 'slow'), ['step_started@0', 'step_failed@5000']);
    const { error } = report.steps.slow!;
    assert.deepEqual([error?.code, error?.facts, error?.exit], ['timeout.step', { step: 'slow', timeoutMs: 5000 }, 6]);
  });

  test('is the reason whatever the op throws when it stops', async () => {
    const report = await runOne((_, { clock, signal }) =>
      clock.sleep(60_000, signal).catch(() => {
        throw new Error('stopped');
      }),
    );
    assert.equal(report.steps.slow!.error?.code, 'timeout.step');
  });

  test('also fails an op that returns something after it was told to stop', async () => {
    const report = await runOne((_, { clock, signal }) => clock.sleep(60_000, signal).catch(() => 'half a result'));
    assert.deepEqual([report.steps.slow!.state, report.steps.slow!.output], ['failed', null]);
  });

  test('leaves an op that does not heed its signal behind after the grace', async () => {
    const report = await runOne((_, { clock }) => clock.sleep(60_000));
    assert.deepEqual(historyOf(report, 'slow'), ['step_started@0', 'step_failed@7000']);
    assert.equal(report.steps.slow!.error?.code, 'timeout.step');
  });

  test('does not touch an op that is done in time, to the millisecond before', async () => {
    assert.equal((await runOne((_, { clock, signal }) => clock.sleep(4999, signal))).run.state, 'succeeded');
  });

  test('is not the end of the run when attempts are left', async () => {
    const slow = op({
      name: 'slow',
      timeout: '5s',
      retry: { max: 1, delay: '1s', jitter: 0 },
      run: (_, { clock, signal, attempt }) => clock.sleep(attempt === 1 ? 60_000 : 10, signal),
    });
    const report = await (await openDesk({ jobs: [job(pipeline('p', (p) => p.add(slow)))] })).run('p');
    assert.deepEqual(historyOf(report, 'slow'), [
      'step_started@0',
      'step_failed@5000',
      'step_started@6000',
      'step_succeeded@6010',
    ]);
  });

  test('of an abandoned attempt cannot publish any more', async () => {
    const slow = op({
      name: 'slow',
      timeout: '5s',
      writes: ['prices'],
      run: async (_, { clock, publish }) => {
        await clock.sleep(60_000);
        publish({
          asset: 'prices',
          removed: [],
          added: [{ path: 'a', partition: 'a', rows: 1, bytes: 1, sha256: 'a' }],
        });
      },
    });
    const desk = await openDesk({ jobs: [job(pipeline('p', (p) => p.add(slow)))] });
    await desk.run('p');
    await desk.clock.runUntilIdle();
    assert.equal((await desk.store.snapshot('prices')).version, 0);
  });
});

/** One worker: who comes second waits until the first is done, as with children that are all busy. */
function oneWorker(clock: VirtualClock, workMs: number): StepHost {
  let free = Promise.resolve();
  return {
    async run(_task, listener, signal) {
      const turn = free;
      const { promise, resolve } = Promise.withResolvers<void>();
      free = promise;
      listener.onWaiting?.();
      await turn;
      listener.onBegun?.();
      try {
        await clock.sleep(workMs, signal);
        return { outcome: 'succeeded', output: '1', changes: [], metrics: NO_METRICS };
      } finally {
        resolve();
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

describe('a step that waits for a worker', () => {
  const pairOf = (timeout: '5s' | '3s') => {
    const isolated = op({ name: 'isolated', isolate: 'process', timeout, run: () => 1 });
    return job(pipeline('p', (p) => ['a', 'b', 'c'].map((as) => p.add(isolated, {}, { as }))));
  };

  test('does not use up its time', async () => {
    const clock = virtualClock(START_MS);
    const report = await (await openDesk({ jobs: [pairOf('5s')], clock, process: oneWorker(clock, 4000) })).run('p');
    assert.equal(report.run.state, 'succeeded');
    assert.deepEqual(historyOf(report, 'c'), ['step_started@0', 'step_succeeded@12000']);
  });

  test('has its whole time from when it has one', async () => {
    const clock = virtualClock(START_MS);
    const report = await (await openDesk({ jobs: [pairOf('3s')], clock, process: oneWorker(clock, 4000) })).run('p');
    assert.deepEqual([historyOf(report, 'a')[1], historyOf(report, 'b')[1]], ['step_failed@3000', 'step_failed@6000']);
    assert.equal(report.steps.c!.error?.code, 'timeout.step');
  });
});
