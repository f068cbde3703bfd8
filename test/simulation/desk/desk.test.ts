import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { playRange, replayCommand, type SeedFailure } from './campaign.ts';
import { simulateDesk } from './desk.ts';
import { OFTEN } from './sometimes.ts';

const SEEDS = 200;
const TWICE = 5;

const textOf = (failures: readonly SeedFailure[]): string =>
  failures.map(({ violations, replay }) => `${violations[0]}\n    ${replay}`).join('\n');

test('no seed of a desk breaks a rule, and each gives the same events twice', async () => {
  const { failures, seen } = await playRange({ from: 0, to: SEEDS, twice: TWICE, firstOnly: false });
  assert.equal(failures.length, 0, `\n${textOf(failures.slice(0, 5))}\n`);
  assert.deepEqual(
    OFTEN.filter((what) => !Object.hasOwn(seen, what)),
    [],
    'these never happened',
  );
});

const { regressions } = JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8')) as {
  readonly regressions: readonly number[];
};

test('no seed that ever failed fails again', async () => {
  for (const seed of regressions.filter((each) => each >= SEEDS)) {
    const { violations } = await simulateDesk(seed);
    assert.deepEqual(violations, [], replayCommand(seed));
  }
});
