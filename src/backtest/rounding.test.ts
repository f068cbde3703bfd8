import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { floorTo, roundHalfUp, toTick } from './rounding.ts';

/** Half up in whole numbers: `numerator / 10 ** decimals`. */
function exactHalfUp(numerator: bigint, decimals: number): number {
  const divisor = 10n ** BigInt(decimals);
  return Number((2n * numerator + divisor) / (2n * divisor));
}

test('a decimal product rounds as it would in decimals', () => {
  assert.equal(roundHalfUp(1.005 * 100), 101); // 100.49999999999999 in doubles
  assert.equal(roundHalfUp(4.26 * 110), 469); // 468.6
  assert.equal(roundHalfUp(-2.5), -3);
  const cents = fc.integer({ min: 0, max: 1_000_000_000 });
  const ratePerMillion = fc.integer({ min: 0, max: 5_000 });
  fc.assert(
    fc.property(cents, ratePerMillion, (amount, rate) => {
      assert.equal(roundHalfUp(amount * (rate / 1e6)), exactHalfUp(BigInt(amount) * BigInt(rate), 6));
    }),
    { numRuns: 500 },
  );
});

test('shares times a price on the tick is exact to the cent', () => {
  const shares = fc.integer({ min: 1, max: 10_000_000 });
  const ticks = fc.integer({ min: 1, max: 5_000_000 });
  fc.assert(
    fc.property(shares, ticks, (quantity, price) => {
      assert.equal(roundHalfUp(quantity * (price / 1000) * 100), exactHalfUp(BigInt(quantity) * BigInt(price), 1));
    }),
    { numRuns: 500 },
  );
});

test('quantities stay on their grid, and none is lost to the last digit of a quotient', () => {
  assert.equal(floorTo(0.3 / 0.1, 1), 3); // 2.9999999999999996
  assert.equal(floorTo(399.99, 100), 300);
  assert.equal(floorTo(0.123_456_789, 1e-8), 0.123_456_78);
  assert.equal(floorTo(123_456.789_012_349, 1e-8), 123_456.789_012_34);
  assert.equal(floorTo(0.7, 0.1), 0.7);
  assert.equal(floorTo(7.9, 2.5), 7.5);
  assert.equal(floorTo(0.123, 0), 0.123);
});

test('prices move to the tick they are asked to', () => {
  assert.equal(toTick(0.29, 0.01, 'down'), 0.29); // 0.29 / 0.01 is 28.999999999999996
  assert.equal(toTick(10.001, 0.01, 'up'), 10.01);
  assert.equal(toTick(10.009, 0.01, 'down'), 10);
  assert.equal(toTick(10.005, 0.01, 'nearest'), 10.01);
  assert.equal(toTick(4_003.2, 5, 'nearest'), 4005);
  assert.equal(toTick(1.23456, null, 'up'), 1.23456);
});
