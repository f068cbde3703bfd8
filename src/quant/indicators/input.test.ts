import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import { sentence } from '../../core/messages/sentence.ts';
import { macd } from './momentum/macd.ts';
import { rsi } from './momentum/rsi.ts';
import { ema } from './overlap/ema.ts';
import { sma } from './overlap/sma.ts';

const NaNs = (count: number) => new Array<number>(count).fill(Number.NaN);

describe('indicator input', () => {
  it('refuses periods that are not whole numbers in range, in both languages', () => {
    for (const period of [0, 1, -1, 2.5, Number.NaN, Infinity, 100_001]) {
      for (const call of [sma, ema, rsi]) {
        assert.throws(() => call(new Float64Array(5), period), { code: 'quant.parameter' }, `${call.name}(${period})`);
      }
    }
    try {
      rsi(new Float64Array(5), 0);
    } catch (error) {
      assert.ok(isTapelineError(error));
      assert.match(error.message, /"period" of RSI cannot be "0"\. Give a whole number from 2 to 100000/);
      assert.match(sentence(error, 'zh'), /RSI 的参数“period”不能是“0”/);
      return;
    }
    assert.fail('a period of 0 was taken');
  });

  it('answers short, empty and all-NaN series with no values', () => {
    assert.deepEqual([...sma(new Float64Array(0), 3)], []);
    assert.deepEqual([...ema(Float64Array.of(1), 3)], NaNs(1));
    assert.deepEqual([...rsi(Float64Array.from(NaNs(4)), 2)], NaNs(4));
    assert.deepEqual([...macd(Float64Array.of(1, 2, 3), { slowPeriod: 20 }).macd], NaNs(3));
  });

  it('restarts after a NaN or an infinite bar, with the whole lookback', () => {
    assert.deepEqual(
      [...sma(Float64Array.of(1, 3, Number.NaN, 5, 7, Infinity, 1, 2), 2)],
      [NaN, 2, NaN, NaN, 6, NaN, NaN, 1.5],
    );
  });

  it('gives 0 for a flat RSI window, as TA-Lib', () => {
    assert.deepEqual([...rsi(Float64Array.of(5, 5, 5, 5), 2)], [NaN, NaN, 0, 0]);
  });

  it('swaps the periods of a MACD whose fast one is slower', () => {
    const close = Float64Array.from({ length: 60 }, (_, bar) => 10 + Math.sin(bar));
    assert.deepEqual(macd(close, { fastPeriod: 26, slowPeriod: 12 }), macd(close));
  });

  it('refuses columns of another type', () => {
    const call = sma as (close: unknown, period: number) => Float64Array;
    assert.throws(() => call([1, 2, 3], 2), { code: 'quant.input' });
    assert.throws(() => call(undefined, 2), { code: 'quant.input' });
  });
});
