import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adjust, adjustVolume, factorPerSession } from './adjustment.ts';

/** A split of 2 for 1 on day 12: 20 before, 10 after. */
const sessions = Int32Array.of(10, 11, 12, 15);
const factors = factorPerSession(sessions, Int32Array.of(12), Float64Array.of(2));
const prices = Float64Array.of(20, 22, 11, 12);

describe('adjustment', () => {
  it('takes the factor of the last ex-date up to each session', () => {
    assert.deepEqual([...factors], [1, 1, 2, 2]);
    assert.deepEqual([...factorPerSession(sessions, Int32Array.of(1, 13), Float64Array.of(3, 6))], [3, 3, 3, 6]);
    assert.throws(() => factorPerSession(sessions, Int32Array.of(2, 2), Float64Array.of(1, 1)), {
      code: 'quant.input',
    });
  });

  it('keeps today’s prices forward, the first ones backward', () => {
    assert.deepEqual([...adjust(prices, factors, 'forward')], [10, 11, 11, 12]);
    assert.deepEqual([...adjust(prices, factors, 'backward')], [20, 22, 22, 24]);
  });

  it('looks as it did then: no later factor, no later bar', () => {
    assert.deepEqual([...adjust(prices, factors, { asOf: 1 })], [20, 22, NaN, NaN]);
    assert.deepEqual([...adjust(prices, factors, { asOf: 2 })], [10, 11, 11, NaN]);
    assert.throws(() => adjust(prices, factors, { asOf: 4 }), { code: 'quant.parameter' });
  });

  it('keeps what was traded when price and volume are adjusted together', () => {
    const volumes = Float64Array.of(100, 200, 300, 400);
    const adjusted = adjustVolume(volumes, factors, 'forward');
    const price = adjust(prices, factors, 'forward');
    assert.deepEqual([...adjusted.map((volume, bar) => volume * price[bar]!)], [2000, 4400, 3300, 4800]);
  });

  it('has nothing to say about an empty series', () => {
    assert.deepEqual([...adjust(new Float64Array(0), new Float64Array(0), 'forward')], []);
  });
});
