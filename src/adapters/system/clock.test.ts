import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from './clock.ts';
import { systemRandom } from './random.ts';

test('the clock sleeps at least as long as asked', async () => {
  const [beganMs, beganAtMs] = [systemClock.monotonicMs(), systemClock.nowMs()];
  await systemClock.sleep(30);
  // A timer may fire a fraction of a millisecond early by the other clock.
  assert.ok(systemClock.monotonicMs() - beganMs >= 29);
  assert.ok(systemClock.nowMs() >= beganAtMs);
});

test('a sleep of nothing is over at once, and so is one of less', async () => {
  for (const delayMs of [0, -5]) {
    const beganMs = systemClock.monotonicMs();
    await systemClock.sleep(delayMs);
    assert.ok(systemClock.monotonicMs() - beganMs < 1000);
  }
});

test('a sleep longer than timers count does not end at once', async () => {
  const abort = new AbortController();
  let isOver = false;
  const slept = systemClock.sleep(2 ** 31 + 1000, abort.signal).finally(() => {
    isOver = true;
  });
  await systemClock.sleep(20);
  assert.equal(isOver, false);
  abort.abort(new Error('enough'));
  await assert.rejects(slept, /enough/, 'and rejects with the signal’s own reason');
});

test('a sleep that is aborted before it begins rejects', async () => {
  await assert.rejects(systemClock.sleep(1000, AbortSignal.abort(new Error('no'))), /no/);
});

test('randomness lies in [0, 1), differs, and has as many bytes as asked for', () => {
  const numbers = Array.from({ length: 1000 }, () => systemRandom.next());
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  assert.equal(new Set(numbers).size, 1000);
  assert.equal(systemRandom.bytes(16).length, 16);
  assert.notDeepEqual(systemRandom.bytes(16), systemRandom.bytes(16));
});
