import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalBelow, normalQuantile } from './normal.ts';

/** Tables of the normal distribution with 15 digits, as R's pnorm and qnorm print them. */
const BELOW: readonly (readonly [z: number, p: number])[] = [
  [0, 0.5],
  [1, 0.841344746068543],
  [-1, 0.158655253931457],
  [1.96, 0.97500210485178],
  [-4, 3.16712418331199e-5],
  [-5, 2.86651571879194e-7],
  [-8, 6.22096057427178e-16],
  [-37, 5.72557122252458e-300],
];
const QUANTILES: readonly (readonly [p: number, z: number])[] = [
  [0.5, 0],
  [0.05, -1.64485362695147],
  [0.95, 1.64485362695147],
  [0.01, -2.32634787404084],
  [0.975, 1.95996398454005],
  [1e-10, -6.36134090240406],
];

describe('the normal distribution', () => {
  for (const [z, p] of BELOW) {
    it(`has ${p} below ${z}`, () => assert.ok(Math.abs(normalBelow(z) / p - 1) < 1e-13));
  }

  for (const [p, z] of QUANTILES) {
    it(`has ${p} below ${z}, the other way round`, () => assert.ok(Math.abs(normalQuantile(p) - z) < 2e-14));
  }

  it('is smooth where the series hands over to the fraction', () => {
    for (const z of [-4, 4]) assert.ok(Math.abs(normalBelow(z - 1e-9) - normalBelow(z + 1e-9)) < 1e-11);
  });

  it('has no quantile outside 0..1, and infinite ones at the ends', () => {
    assert.deepEqual([0, 1, -0.1, 1.1, Number.NaN].map(normalQuantile), [-Infinity, Infinity, NaN, NaN, NaN]);
  });
});
