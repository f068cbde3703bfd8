import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import type { RetryPolicy } from '../../src/control/definition/retry.ts';
import { TapelineError } from '../../src/core/errors.ts';
import { virtualClock } from '../../src/testing/virtual-clock.ts';
import { historyOf, openDesk, type Report, START_MS } from './desk.ts';

/** A job of one op that does what its attempts say, in order; the last one repeats. */
async function runFlaky(
  attempts: readonly ((context: OpServices) => unknown)[],
  retry?: RetryPolicy,
  timeout?: number,
): Promise<Report> {
  const flaky = op({
    name: 'flaky',
    ...(retry === undefined ? {} : { retry }),
    ...(timeout === undefined ? {} : { timeout }),
    run: async (_, context) => attempts[Math.min(context.attempt, attempts.length) - 1]!(context),
  });
  const desk = await openDesk({ jobs: [job(pipeline('p', (p) => p.add(flaky)))] });
  return desk.run('p');
}

const transient = (retryAfterMs?: number) => (): never => {
  throw new TapelineError('source.transient', {
    facts: { source: 'x', detail: 'down' },
    retry: 'later',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
};
const terminal = (): never => {
  throw new TapelineError('source.auth', { facts: { source: 'x', detail: 'wrong password', wayOut: 'Correct it.' } });
};
const fine = (): string => 'fine';

describe('retries', () => {
  test('happen after the policy’s delays, by the clock, and the last one counts', async () => {
    const policy = { max: 3, delay: '10s', backoff: 'exponential', jitter: 0 } as const;
    const report = await runFlaky([transient(), transient(), transient(), fine], policy);
    assert.deepEqual(historyOf(report, 'flaky'), [
      'step_started@0',
      'step_failed@0',
      'step_started@10000',
      'step_failed@10000',
      'step_started@30000',
      'step_failed@30000',
      'step_started@70000',
      'step_succeeded@70000',
    ]);
    assert.deepEqual([report.run.state, report.steps.flaky!.attempt], ['succeeded', 4]);
  });

  test('end after their number, and the run fails with the last error', async () => {
    const report = await runFlaky([transient()], { max: 2, delay: ['1s', '5s'], jitter: 0 });
    assert.deepEqual(
      historyOf(report, 'flaky').filter((each) => each.startsWith('step_failed')),
      ['step_failed@0', 'step_failed@1000', 'step_failed@6000'],
    );
    assert.deepEqual([report.run.state, report.run.error?.code], ['failed', 'source.transient']);
  });

  test('wait as long as the other side asks', async () => {
    const report = await runFlaky([transient(45_000), fine], { max: 1, delay: '1s', jitter: 0 });
    assert.equal(historyOf(report, 'flaky')[2], 'step_started@45000');
    const failed = report.events.find((event) => event.kind === 'step_failed');
    assert.equal(
      failed?.kind === 'step_failed' && failed.data.retryAtMs,
      START_MS + 45_000,
      'and the log says until when',
    );
  });

  test('do not happen without a policy, nor for an error that stays', async () => {
    assert.equal((await runFlaky([transient()])).steps.flaky!.attempt, 1);
    const report = await runFlaky([terminal], { max: 5, delay: '1s' });
    assert.deepEqual([report.steps.flaky!.attempt, report.run.error?.code], [1, 'source.auth']);
  });

  test('of errors of other libraries happen: they may pass', async () => {
    const report = await runFlaky(
      [
        () => {
          throw new Error('socket hang up');
        },
        fine,
      ],
      { max: 1, delay: '1s' },
    );
    assert.equal(report.run.state, 'succeeded');
  });

  test('obey the op’s own rule, both ways', async () => {
    const retryIf = (error: { readonly code: string }): boolean => error.code === 'source.auth';
    assert.equal((await runFlaky([terminal, fine], { max: 1, delay: '1s', retryIf })).run.state, 'succeeded');
    assert.equal((await runFlaky([transient(), fine], { max: 1, delay: '1s', retryIf })).run.state, 'failed');
  });

  test('do not happen when the rule itself throws, and the first error is kept', async () => {
    const retryIf = (): boolean => {
      throw new TypeError('bad rule');
    };
    const report = await runFlaky([transient(), fine], { max: 1, delay: '1s', retryIf });
    assert.deepEqual([report.run.state, report.run.error?.code], ['failed', 'source.transient']);
  });

  test('ask the rule about the timeout, not about what the op made of its signal', async () => {
    const asked: string[] = [];
    const retryIf = (error: { readonly code: string }): boolean => {
      asked.push(error.code);
      return error.code === 'timeout.step';
    };
    const heeds = ({ clock, signal }: OpServices): Promise<void> =>
      clock.sleep(60_000, signal).catch(() => {
        throw new Error('stopped, whatever the reason');
      });
    const report = await runFlaky([heeds, fine], { max: 1, delay: '1s', jitter: 0, retryIf }, 5000);
    assert.equal(report.run.state, 'succeeded');
    assert.deepEqual(new Set(asked), new Set(['timeout.step']));
  });

  test('ask the rule also about an op that does not heed its signal', async () => {
    const retryIf = (): boolean => false;
    const report = await runFlaky([() => new Promise(() => {}), fine], { max: 1, delay: '1s', retryIf }, 5000);
    assert.deepEqual(
      [report.run.state, report.run.error?.code, report.steps.flaky!.attempt],
      ['failed', 'timeout.step', 1],
    );
  });

  for (const [name, byMs] of [
    ['back by a day', -86_400_000],
    ['forward by a day', 86_400_000],
  ] as const) {
    test(`wait no longer and no shorter when the wall clock jumps ${name}`, async () => {
      const clock = virtualClock(START_MS);
      const flaky = op({
        name: 'flaky',
        retry: { max: 1, delay: '10s', jitter: 0 },
        run: (_, { attempt }) => {
          if (attempt === 1) throw new Error('once');
          return 'fine';
        },
      });
      const desk = await openDesk({ jobs: [job(pipeline('p', (p) => p.add(flaky)))], clock });
      void clock.sleep(5000).then(() => clock.setNow(START_MS + byMs));
      const { run } = await desk.run('p');
      assert.equal(run.state, 'succeeded');
      // It slept the five seconds that were left.
      assert.equal(run.endedAtMs! - START_MS, byMs + 5000);
    });
  }
});
