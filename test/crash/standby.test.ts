import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recoveryTimes } from './recovery-time.ts';

const KILLS = 2;

test('an engine on standby takes over what a killed one worked on, once', { timeout: 900_000 }, async () => {
  const { timesMs, doubled } = await recoveryTimes(KILLS);
  assert.deepEqual([timesMs.length, doubled], [KILLS, 0]);
});
