import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { call, describeFunction, functions, lookback, open, resume } from './abstract.ts';
import { packState, unpackState } from './kernel/stream-state.ts';
import { macd } from './momentum/macd.ts';
import { rsi } from './momentum/rsi.ts';
import { bbands } from './overlap/bbands.ts';

const close = Float64Array.from({ length: 80 }, (_, bar) => 20 + Math.sin(bar / 3) + (bar % 7) / 10);
const high = close.map((price) => price + 1);

describe('abstract', () => {
  it('lists 161 functions and the 40 of 0.8 with what they take and give', () => {
    assert.equal(functions('talib').length, 161);
    assert.equal(functions().length, 201);
    const { group, inputs, options, outputs, lookback: bars } = describeFunction('macd');
    assert.deepEqual([group, inputs, bars], ['Momentum Indicators', ['real'], 33]);
    assert.deepEqual(
      outputs.map((output) => output.name),
      ['outMACD', 'outMACDSignal', 'outMACDHist'],
    );
    assert.deepEqual(options[0], {
      name: 'optInFastPeriod',
      key: 'fastPeriod',
      kind: 'integer',
      default: 12,
      min: 2,
      max: 100_000,
    });
  });

  it('calls by name, with TA-Lib’s option names or ours, in TA-Lib’s order', () => {
    const result = call('MACD', { close, high }, { optInFastPeriod: 5, slowPeriod: 10 });
    assert.deepEqual(Object.keys(result), ['outMACD', 'outMACDSignal', 'outMACDHist']);
    assert.deepEqual(result.outMACDHist, macd(close, { fastPeriod: 5, slowPeriod: 10 }).histogram);
    assert.equal(lookback('MACD', { optInFastPeriod: 5, slowPeriod: 10 }), 17);
  });

  it('takes `real` before `close`, plain arrays, and moving averages by name or number', () => {
    assert.deepEqual(call('RSI', { close: high, real: close }).outReal, rsi(close));
    assert.deepEqual(call('rsi', { close: [...close] }).outReal, rsi(close));
    const byName = call('BBANDS', { close }, { optInMAType: 'EMA' });
    assert.deepEqual(byName.outRealUpperBand, bbands(close, { type: 'ema' }).upper);
    assert.deepEqual(call('BBANDS', { close }, { optInMAType: 1 }), byName);
  });

  it('shows 0 for candles and NaN for the rest in the lookback', () => {
    const bars = { open: close, high, low: close, close };
    assert.equal(call('CDLDOJI', bars).outInteger![0], 0);
    assert.equal(call('HT_TRENDMODE', bars).outInteger![0], Number.NaN);
  });

  it('streams by name the bits of the call, over a save to bytes', () => {
    const whole = call('STOCH', { high, low: close, close });
    let stream = open('STOCH');
    for (let bar = 0; bar < close.length; bar += 1) {
      if (bar === 40) stream = resume(unpackState(packState(stream.save())));
      const values = { high: high[bar]!, low: close[bar]!, close: close[bar]! };
      assert.deepEqual(stream.peek(values), stream.clone().update(values));
      assert.deepEqual(Object.values(stream.update(values)), [whole.outSlowK![bar], whole.outSlowD![bar]]);
    }
    assert.equal(stream.bars(), close.length);
  });

  it('names the nearest function and option, and what is missing', () => {
    assert.throws(() => call('MACDD', { close }), { code: 'usage.unknown_name', message: /Did you mean "MACD"/ });
    assert.throws(() => call('RSI', { close }, { optInTimeperiod: 5 }), {
      code: 'usage.unknown_name',
      message: /Unknown option of RSI "optInTimeperiod"\. Did you mean "optInTimePeriod"\?/,
    });
    assert.throws(() => call('RSI', { close }, { optInTimePeriod: 1 }), { code: 'quant.parameter' });
    assert.throws(() => call('BBANDS', { close }, { optInMAType: 'hull' }), {
      code: 'quant.parameter',
      message: /sma, ema/,
    });
    assert.throws(() => call('ATR', { high, close }), { code: 'quant.input', message: /"low" of ATR/ });
    assert.throws(() => call('ADD', { close }), { code: 'quant.input', message: /"real0" of ADD/ });
    assert.throws(() => open('ATR').update({ high: 1, close: 1 }), { code: 'quant.input' });
    assert.throws(() => call('MAVP', { close, periods: close }, { periodMin: 9, periodMax: 5 }), {
      code: 'quant.parameter',
    });
  });

  it('takes null for missing, never for 0, and refuses what is no number', () => {
    assert.deepEqual([...call('SMA', { close: [1, null, 3, 4] }, { period: 2 }).outReal!], [NaN, NaN, NaN, 3.5]);
    assert.throws(() => call('SMA', { close: [1, 'two'] as never }), { code: 'quant.input', message: /"two" at 1/ });
    assert.throws(() => call('SMA', { close: null as never }), { code: 'quant.input', message: /got nothing/ });
  });

  it('takes options as text: numbers, and types by number or name', () => {
    const close = [1, 2, 4, 7];
    const ema = call('MA', { close }, { period: 2, optInMAType: 'EMA' });
    assert.deepEqual(call('MA', { close }, { period: '2', optInMAType: '1' }), ema);
    for (const period of ['two', '', '2px']) {
      assert.throws(() => call('MA', { close }, { period }), { code: 'quant.parameter' });
    }
  });

  it('refuses a state that is cut off, empty, or of another function', () => {
    const bytes = packState(open('EMA').save());
    assert.throws(() => unpackState(bytes.subarray(0, bytes.length - 1)), { code: 'quant.input' });
    assert.throws(() => unpackState(new Uint8Array(0)), { code: 'quant.input' });
    assert.throws(() => unpackState(Uint8Array.of(3, 0, 0, 0, 1, 2, 3)), { code: 'quant.input' });
    assert.throws(() => resume({ ...open('EMA').save(), indicator: 'MACD' }), { code: 'quant.input' });
    assert.throws(() => resume({ ...open('SMA').save(), bars: 50 }), { code: 'quant.input' });
    assert.throws(() => resume({ indicator: 'SMA', packed: 'AAAA' }), { code: 'quant.input' });
    assert.throws(() => resume({ indicator: 'SMA', packed: '#' }), { code: 'quant.input' });
    assert.throws(() => resume(JSON.parse('{ "indicator": "SMA", "state": {} }')), { code: 'quant.input' });
  });
});
