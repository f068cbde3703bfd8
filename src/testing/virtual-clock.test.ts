import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from './seeded-random.ts';
import { virtualClock } from './virtual-clock.ts';

const NOON_MS = Date.UTC(2026, 10, 20, 12);

test('time stands until it is moved', async () => {
  const clock = virtualClock(NOON_MS);
  assert.deepEqual([clock.nowMs(), clock.monotonicMs(), clock.nextInMs()], [NOON_MS, 0, null]);
  await clock.advance(1500);
  assert.deepEqual([clock.nowMs(), clock.monotonicMs()], [NOON_MS + 1500, 1500]);
});

test('a sleeper wakes at its moment and not before', async () => {
  const clock = virtualClock(NOON_MS);
  let wokenAtMs = 0;
  void clock.sleep(100).then(() => {
    wokenAtMs = clock.nowMs();
  });
  await clock.advance(99);
  assert.equal(wokenAtMs, 0, 'one millisecond early it sleeps');
  assert.equal(clock.nextInMs(), 1);
  await clock.advance(1);
  assert.equal(wokenAtMs, NOON_MS + 100);
});

test('what a timer sets off is done before the next timer fires', async () => {
  const clock = virtualClock();
  const seen: string[] = [];
  const chain = async (name: string, delays: readonly number[]): Promise<void> => {
    for (const delay of delays) {
      await clock.sleep(delay);
      await Promise.resolve();
      seen.push(`${name}@${clock.monotonicMs()}`);
    }
  };
  const both = Promise.all([chain('a', [10, 10, 10]), chain('b', [15, 5, 50])]);
  await clock.runUntilIdle();
  await both;
  assert.deepEqual(seen, ['a@10', 'b@15', 'a@20', 'b@20', 'a@30', 'b@70']);
});

test('timers of any delays fire in the order of their moments, equal ones as they were set', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }), async (delays) => {
      const clock = virtualClock();
      const fired: number[] = [];
      for (const [index, delay] of delays.entries()) void clock.sleep(delay).then(() => fired.push(index));
      await clock.runUntilIdle();
      const expected = [...delays.keys()].sort((left, right) => delays[left]! - delays[right]! || left - right);
      assert.deepEqual(fired, expected);
    }),
    { numRuns: 50 },
  );
});

test('with randomness the order of equal timers is another one for another seed, and the same for the same', async () => {
  const orderOf = async (seed: number): Promise<string> => {
    const clock = virtualClock(0, { random: seededRandom(seed) });
    const fired: number[] = [];
    for (let index = 0; index < 8; index += 1) void clock.sleep(5).then(() => fired.push(index));
    await clock.runUntilIdle();
    return fired.join();
  };
  assert.equal(await orderOf(1), await orderOf(1));
  const orders = new Set(await Promise.all([1, 2, 3, 4, 5].map(orderOf)));
  assert.ok(orders.size > 1, `five seeds gave ${orders.size} orders`);
});

test('one timer can be fired alone, also of several that are due together', async () => {
  const clock = virtualClock();
  const fired: string[] = [];
  for (const name of ['a', 'b']) void clock.sleep(10).then(() => fired.push(name));
  await clock.fireNext();
  assert.deepEqual([fired, clock.monotonicMs(), clock.nextInMs()], [['a'], 10, 0]);
  await clock.fireNext();
  await clock.fireNext();
  assert.deepEqual([fired, clock.monotonicMs(), clock.nextInMs()], [['a', 'b'], 10, null]);
});

test('an aborted sleep rejects with the reason and its timer is gone', async () => {
  const clock = virtualClock();
  const abort = new AbortController();
  const slept = clock.sleep(1000, abort.signal);
  const reason = new Error('enough');
  abort.abort(reason);
  await assert.rejects(slept, reason);
  assert.equal(clock.nextInMs(), null);
  await assert.rejects(clock.sleep(1, abort.signal), reason, 'so does one that begins too late');
});

test('the wall clock can jump; sleepers and durations do not notice', async () => {
  const clock = virtualClock(NOON_MS);
  let isAwake = false;
  void clock.sleep(1000).then(() => {
    isAwake = true;
  });
  clock.setNow(NOON_MS - 86_400_000);
  await clock.advance(999);
  assert.deepEqual([isAwake, clock.nowMs(), clock.monotonicMs()], [false, NOON_MS - 86_400_000 + 999, 999]);
  await clock.advance(1);
  assert.equal(isAwake, true);
});
