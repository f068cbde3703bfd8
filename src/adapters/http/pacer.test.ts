import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../core/clock.ts';
import { TapelineError } from '../../core/errors.ts';
import { createPacer } from './pacer.ts';

/** A clock on which sleeping takes no time. */
function movedClock(): Clock {
  let nowMs = 1000;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    async sleep(delayMs, signal) {
      signal?.throwIfAborted();
      nowMs += delayMs;
    },
  };
}

const never = new AbortController().signal;

test('never runs more than `concurrency` tasks, and in order of arrival', async () => {
  const pacer = createPacer({ clock: movedClock(), concurrency: 2 });
  const started: number[] = [];
  let [running, runningMax] = [0, 0];
  const task = (id: number) => async () => {
    started.push(id);
    running += 1;
    runningMax = Math.max(runningMax, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  await Promise.all([1, 2, 3, 4, 5].map((id) => pacer.run(task(id), never)));
  assert.deepEqual(started, [1, 2, 3, 4, 5]);
  assert.equal(runningMax, 2);
});

test('keeps the interval between starts', async () => {
  const clock = movedClock();
  const pacer = createPacer({ clock, concurrency: 1, intervalMs: 250 });
  const starts: number[] = [];
  for (let i = 0; i < 3; i += 1) await pacer.run(async () => starts.push(clock.monotonicMs()), never);
  assert.deepEqual(starts, [1000, 1250, 1500]);
});

test('adds up to the jitter to each interval', async () => {
  const clock = movedClock();
  const draws = [0.5, 0.25];
  const jitter = { upToMs: 100, random: { next: () => draws.shift() ?? 0 } };
  const pacer = createPacer({ clock, concurrency: 1, intervalMs: 250, jitter });
  const starts: number[] = [];
  for (let i = 0; i < 3; i += 1) await pacer.run(async () => starts.push(clock.monotonicMs()), never);
  assert.deepEqual(starts, [1000, 1300, 1575]);
});

test('a rate limit with a pause holds back every later task', async () => {
  const clock = movedClock();
  const pacer = createPacer({ clock, concurrency: 4 });
  const limited = new TapelineError('source.rate_limited', {
    facts: { source: 's', detail: 'slow down' },
    retry: 'later',
    retryAfterMs: 7000,
  });
  await assert.rejects(
    pacer.run(() => Promise.reject(limited), never),
    limited,
  );
  assert.equal(await pacer.run(async () => clock.monotonicMs(), never), 8000);
});

test('a failed task gives its slot back', async () => {
  const pacer = createPacer({ clock: movedClock(), concurrency: 1 });
  await assert.rejects(pacer.run(() => Promise.reject(new Error('no')), never));
  assert.equal(await pacer.run(async () => 'next', never), 'next');
});

test('an abort leaves the queue with its reason, and the others keep their place', async () => {
  const pacer = createPacer({ clock: movedClock(), concurrency: 1 });
  let finish = () => {};
  const first = pacer.run(() => new Promise<void>((resolve) => (finish = resolve)), never);
  const controller = new AbortController();
  const reason = new Error('cancelled');
  const second = pacer.run(async () => 'second', controller.signal);
  const third = pacer.run(async () => 'third', never);
  controller.abort(reason);
  await assert.rejects(second, reason);
  finish();
  await first;
  assert.equal(await third, 'third');
  await assert.rejects(
    pacer.run(async () => 'never', AbortSignal.abort(reason)),
    reason,
  );
});
