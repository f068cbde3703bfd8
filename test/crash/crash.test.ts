import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweep } from './sweep.ts';

/** One in thirteen, and both ends; all of them with `npm run test:crash`. */
const STRIDE = 13;

test('killed with SIGKILL anywhere and run again, the program loses and doubles nothing', {
  timeout: 300_000,
}, async () => {
  const { actions, points, problems } = await sweep((count) => everyThirteenth(count));
  assert.deepEqual(problems, []);
  assert.ok(actions > 50, `only ${actions} actions were counted: the crash point is not called`);
  assert.ok(points.length > 5);
});

/** The dearest points are few: both ends and some between. */
const SIGNALLED_STRIDE = 40;

for (const signal of ['SIGTERM', 'SIGSTOP'] as const) {
  test(`told ${signal} anywhere and run again, the program loses and doubles nothing`, {
    timeout: 300_000,
  }, async () => {
    const every = (count: number): number[] =>
      Array.from({ length: Math.ceil(count / SIGNALLED_STRIDE) }, (_, index) => 1 + index * SIGNALLED_STRIDE);
    const { points, problems } = await sweep(every, signal);
    assert.deepEqual(problems, []);
    assert.ok(points.length > 2);
  });
}

function everyThirteenth(actions: number): readonly number[] {
  const points = Array.from({ length: Math.ceil(actions / STRIDE) }, (_, index) => 1 + index * STRIDE);
  return [...new Set([...points, actions])];
}
