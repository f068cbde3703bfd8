import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { differenceAsOf, differenceInHistory, holeAt, sceneOf, splitAfter } from './compare.ts';

/** More of them: node test/long/look-ahead.ts. In the first a gap is closed after its moment. */
const SEEDS = [4, 5];
/** Prices scaled to the first ones, and nothing filled in: what is computed once is computed for good. */
const FOR_GOOD = { adjust: 'post', completion: 'none' };

describe('a random market, cut off after a random session', () => {
  for (const seed of SEEDS) {
    it(`${seed}: as of that session, nothing that became known later changes anything`, async () => {
      assert.equal(await differenceAsOf(sceneOf(seed)), null);
    });
  }

  it('in the history up to it neither', async () => {
    assert.equal(await differenceInHistory(splitAfter(holeAt(sceneOf(1))), FOR_GOOD), null);
  });
});

describe('the comparison sees a look-ahead that is asked for', () => {
  it('prices scaled to the latest ex-date', async () => {
    const found = await differenceInHistory(splitAfter(sceneOf(1)), { ...FOR_GOOD, adjust: 'pre' });
    assert.match(String(found), /^indicators_daily: .* A /);
  });

  it('interpolated bars that indicators may use', async () => {
    const looking = { adjust: 'post', completion: 'linear', allow_interpolated: true };
    assert.match(String(await differenceInHistory(holeAt(sceneOf(1)), looking)), /^indicators_daily: .* A /);
  });
});
