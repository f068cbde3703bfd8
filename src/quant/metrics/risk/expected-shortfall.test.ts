import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expectedShortfall } from './expected-shortfall.ts';

describe('expected shortfall', () => {
  const returns = Float64Array.from({ length: 21 }, (_, k) => ((k * 8) % 21) / 1000);

  it('averages the quantile too when it is one of the returns: a whole number of the lowest', () => {
    const lowest = { 1: 0, 0.951: 0, 0.95: 0.0005, 0.8: 0.002, 0: 0.01 };
    for (const [confidence, mean] of Object.entries(lowest)) {
      const { value } = expectedShortfall(returns, { confidence: Number(confidence) });
      assert.equal(value?.toFixed(12), mean.toFixed(12), `confidence ${confidence}`);
    }
  });

  it('of R leaves the quantile itself out', () => {
    const settings = { convention: 'performanceanalytics', method: 'historical', confidence: 0.9 } as const;
    const losses = returns.map((value) => value - 0.02);
    assert.equal(expectedShortfall(losses, settings).value?.toFixed(12), '-0.019500000000');
  });

  it('of one return is that return', () => {
    for (const confidence of [0, 0.5, 1]) assert.equal(expectedShortfall([0.01], { confidence }).value, 0.01);
  });
});
