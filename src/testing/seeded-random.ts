/* The generator itself lives in runtime, which simulates with it as well. */
/**
 * Randomness that repeats: the same seed gives the same numbers, on every machine. For tests, not for secrets.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { seededRandom } from 'tapeline/testing';
 *
 * assert.equal(seededRandom(7).next(), seededRandom(7).next());
 */
export { seededRandom } from '../runtime/seeded-random.ts';
