import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { RunRow } from '../control/state/rows.ts';
import { houseDecider } from './house-decider.ts';

const MINUTE_MS = 60_000;

test('house is kept when the engine begins, after runs, again after a minute where it failed, and at the end', async () => {
  let [nowMs, rounds, isDone] = [0, 0, false];
  const keeper = houseDecider({ monotonicMs: () => nowMs }, async () => {
    rounds += 1;
    return isDone;
  });
  const look = async (): Promise<number> => {
    await keeper.decide();
    await turn();
    return rounds;
  };
  await keeper.begin();
  assert.equal(await look(), 1, 'an engine before this one may have left it');
  assert.equal(await look(), 1, 'what failed is left alone for a while');
  nowMs = MINUTE_MS;
  assert.equal(await look(), 2, 'then it is tried again, though nothing ran');
  isDone = true;
  nowMs = 2 * MINUTE_MS;
  assert.equal(await look(), 3);
  nowMs = 99 * MINUTE_MS;
  assert.equal(await look(), 3, 'what is done is done');
  await keeper.afterRunEnded!({} as RunRow);
  assert.equal(await look(), 4);
  await keeper.afterRunEnded!({} as RunRow);
  await keeper.end!();
  assert.equal(rounds, 5);
});
