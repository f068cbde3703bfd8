import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as quant from './index.ts';

describe('tapeline/quant', () => {
  it('offers every function of the catalogue under `ta`, and all but the plain mathematics by itself', () => {
    assert.equal(Object.keys(quant.ta).length, quant.INDICATORS.length);
    const plain = quant.INDICATORS.filter(({ group }) => group === 'operator' || group === 'transform').length;
    const offered: Record<string, unknown> = { ...quant };
    const flat = Object.entries(quant.ta).filter(([name, call]) => offered[name] === call);
    assert.equal(flat.length, quant.INDICATORS.length - plain);
  });

  it('offers every function of 通达信 under the terminal’s own name', () => {
    const offered = new Set(Object.keys(quant.tdx));
    for (const { name } of quant.indicatorsOf('tdx')) assert.ok(offered.has(name.slice('tdx.'.length)), name);
  });

  it('offers under `talib08` and `sound` all that `ta` has, and 0.8’s additions', () => {
    for (const namespace of [quant.talib08, quant.sound]) {
      assert.equal(Object.keys(namespace).length, quant.INDICATORS.length + quant.ADDED_IN_0_8.length);
    }
  });

  it('computes by name what it computes by call', () => {
    const close = Float64Array.from({ length: 50 }, (_, bar) => 10 + Math.cos(bar));
    assert.deepEqual(quant.abstract.call('EMA', { close }, { optInTimePeriod: 10 }).outReal, quant.ema(close, 10));
    assert.deepEqual(quant.ta.max(close, 3), quant.abstract.call('MAX', { close }, { optInTimePeriod: 3 }).outReal);
  });
});
