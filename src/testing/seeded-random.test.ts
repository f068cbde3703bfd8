import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from './seeded-random.ts';

const draws = (seed: number, count: number): readonly number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

test('the same seed gives the same numbers, another seed others', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (seed) => {
      assert.deepEqual(draws(seed, 5), draws(seed, 5));
      assert.notDeepEqual(draws(seed, 5), draws(seed + 1, 5));
    }),
  );
});

test('numbers lie in [0, 1) and are spread evenly', () => {
  const numbers = draws(20261120, 20_000);
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  // The mean of n uniform numbers has standard deviation 1 / sqrt(12 n) = 0.002: five of them.
  assert.ok(Math.abs(mean - 0.5) < 0.01, `mean ${mean}`);
  const tenths = Array.from({ length: 10 }, (_, tenth) => numbers.filter((n) => Math.floor(n * 10) === tenth).length);
  // Each count has standard deviation sqrt(20000 * 0.1 * 0.9) = 42: five of them.
  for (const count of tenths) assert.ok(Math.abs(count - 2000) < 212, `tenths ${tenths}`);
});

test('neighbouring small seeds do not resemble each other', () => {
  const firsts = Array.from({ length: 1000 }, (_, seed) => seededRandom(seed).next());
  assert.equal(new Set(firsts).size, 1000);
  const mean = firsts.reduce((sum, number) => sum + number, 0) / firsts.length;
  assert.ok(Math.abs(mean - 0.5) < 0.046, `mean of the first numbers ${mean}`);
});

test('bytes are as many as asked for', () => {
  assert.equal(seededRandom(1).bytes(16).length, 16);
  assert.notDeepEqual(seededRandom(1).bytes(16), seededRandom(2).bytes(16));
});
