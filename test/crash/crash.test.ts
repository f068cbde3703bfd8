import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CrashSignal } from './program.ts';
import { sweep } from './sweep.ts';

/** Points of a run that are tried here, both ends among them; every point with `npm run test:crash`. */
const POINTS: Readonly<Record<CrashSignal, number>> = { SIGKILL: 8, SIGTERM: 3, SIGSTOP: 3 };
/** A point starts the program three times: seconds on an idle machine, minutes on one that is busy. */
const timeout = 900_000;

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGSTOP'] as const) {
  test(`given ${signal} anywhere and run again, the program loses and doubles nothing`, { timeout }, async () => {
    const { actions, points, problems } = await sweep((count) => spread(count, POINTS[signal]), signal);
    assert.deepEqual(problems, []);
    assert.ok(actions > 50, `only ${actions} actions were counted: the crash point is not called`);
    assert.equal(points.length, POINTS[signal]);
  });
}

/** So many of 1 to `actions`, as far from each other as can be. */
function spread(actions: number, points: number): readonly number[] {
  return Array.from({ length: points }, (_, index) => 1 + Math.round((index * (actions - 1)) / (points - 1)));
}
