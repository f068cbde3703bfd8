import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CrashSignal } from './program.ts';
import { sweep } from './sweep.ts';

/** Points of a run that are tried here, both ends among them; every point with `npm run test:crash`. */
const POINTS: Readonly<Record<CrashSignal, number>> = { SIGKILL: 8, SIGTERM: 3, SIGSTOP: 3 };
/** A point starts the program twice: seconds on an idle machine, minutes on one that is busy. */
const timeout = 900_000;

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGSTOP'] as const) {
  test(`given ${signal} anywhere and run again, the program loses and doubles nothing`, { timeout }, async () => {
    const { actions, points } = await sweep({ job: 'full', signal, choose: (count) => spread(count, POINTS[signal]) });
    const problems = points.flatMap(({ n, problems: found }) => found.map((each) => `action ${n}: ${each}`));
    assert.deepEqual(problems, []);
    assert.ok(actions > 200, `only ${actions} actions were counted: the crash point is not called`);
    assert.equal(points.length, POINTS[signal]);
  });
}

/** So many of 1 to `actions`, as far from each other as can be. */
function spread(actions: number, points: number): readonly number[] {
  return Array.from({ length: points }, (_, index) => 1 + Math.round((index * (actions - 1)) / (points - 1)));
}
