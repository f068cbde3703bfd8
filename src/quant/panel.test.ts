import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { macd } from './indicators/momentum/macd.ts';
import { rsi } from './indicators/momentum/rsi.ts';
import { sma } from './indicators/overlap/sma.ts';
import { parseIndicator } from './indicators/spec.ts';
import { KDJ } from './indicators/tdx/kdj.ts';
import { runPanel } from './panel.ts';

const walk = (bars: number, seed: number) =>
  Float64Array.from({ length: bars }, (_, bar) => 20 + 3 * Math.sin(bar / 5 + seed) + ((bar * 7919 + seed) % 13) / 10);

function panelOf(...series: Float64Array[]) {
  const offsets = new Int32Array(series.length + 1);
  series.forEach((closes, k) => {
    offsets[k + 1] = offsets[k]! + closes.length;
  });
  return { offsets, close: Float64Array.from(series.flatMap((closes) => [...closes])) };
}

describe('runPanel', () => {
  it('takes indicators of any convention side by side', () => {
    const { offsets, close } = panelOf(walk(40, 1), walk(50, 2));
    const high = close.map((price) => price + 1);
    const result = runPanel({ offsets, close, high, low: close }, [
      'RSI(14)',
      'tdx.KDJ(9,3,3)',
      'sound.STDDEV(20)',
      'HMA(9)',
    ]);
    const second = { high: high.slice(40), low: close.slice(40), close: close.slice(40) };
    assert.deepEqual(result.tdx_kdj_j_9_3_3!.slice(40), KDJ(second, { n: 9 }).j);
    assert.deepEqual(Object.keys(result).slice(4), ['sound_stddev_20_1', 'hma_9']);
  });

  it('gives each instrument what it gets alone, in columns named after the spec', () => {
    const series = [walk(80, 1), walk(3, 2), new Float64Array(0), walk(50, 3)];
    const panel = panelOf(...series);
    const result = runPanel(panel, ['SMA(20)', 'rsi(14)', 'MACD(12,26,9)']);
    assert.deepEqual(Object.keys(result), [
      'sma_20',
      'rsi_14',
      'macd_12_26_9',
      'macd_signal_12_26_9',
      'macd_hist_12_26_9',
    ]);
    series.forEach((closes, k) => {
      const slice = (name: string) => result[name]!.slice(panel.offsets[k], panel.offsets[k + 1]);
      assert.deepEqual(slice('sma_20'), sma(closes, 20));
      assert.deepEqual(slice('rsi_14'), rsi(closes, 14));
      assert.deepEqual(slice('macd_hist_12_26_9'), macd(closes).histogram);
    });
  });

  it('refuses offsets that fall, and columns that end elsewhere', () => {
    const close = walk(10, 1);
    assert.throws(() => runPanel({ offsets: Int32Array.of(0, 6, 4, 10), close }, ['SMA(2)']), { code: 'quant.input' });
    assert.throws(() => runPanel({ offsets: Int32Array.of(1, 10), close }, ['SMA(2)']), { code: 'quant.input' });
    assert.throws(() => runPanel({ offsets: Int32Array.of(0, 9), close }, ['SMA(2)']), { code: 'quant.input' });
    assert.throws(() => runPanel({ offsets: Int32Array.of(0, 0) }, ['SMA(2)']), { code: 'quant.input' });
  });
});

describe('parseIndicator', () => {
  it('fills in defaults and names the columns', () => {
    const spec = parseIndicator(' macd ( 5, 10 ) ');
    assert.deepEqual(spec.options, [5, 10, 9]);
    assert.deepEqual(spec.columns, ['macd_5_10_9', 'macd_signal_5_10_9', 'macd_hist_5_10_9']);
    assert.deepEqual(parseIndicator('EMA').columns, ['ema_30']);
  });

  it('takes moving averages by name and lets a column stand for the series', () => {
    assert.deepEqual(parseIndicator('BBANDS(20,2,2.5,ema)').columns, [
      'bbands_upper_20_2_2p5_ema',
      'bbands_middle_20_2_2p5_ema',
      'bbands_lower_20_2_2p5_ema',
    ]);
    const volume = Float64Array.of(1, 2, 4, 8);
    const panel = { offsets: Int32Array.of(0, 4), close: Float64Array.of(9, 9, 9, 9), volume };
    assert.deepEqual(runPanel(panel, ['SMA(volume,2)']), { sma_volume_2: sma(volume, 2) });
    assert.deepEqual(runPanel(panel, ['ADD(close,volume)']).add_close_volume, Float64Array.of(10, 11, 13, 17));
    assert.throws(() => parseIndicator('ATR(volume,14)'), {
      code: 'quant.parameter',
      message: /reads high, low, close/,
    });
    assert.throws(() => parseIndicator('BBANDS(20,2,2,hull)'), { code: 'quant.parameter', message: /sma, ema/ });
  });

  it('names the nearest indicator for one nobody knows', () => {
    assert.throws(() => parseIndicator('SMAA(20)'), {
      code: 'usage.unknown_name',
      message: /Unknown indicator "SMAA"\. Did you mean "SMA"\?/,
    });
  });

  it('refuses what is not a name with numbers', () => {
    for (const text of ['', 'SMA(20', 'SMA 20', 'SMA(a)', 'SMA(20,)', 'SMA(0)', 'SMA(-1)', 'SMA(2.5)', 'SMA(1,2)']) {
      assert.throws(() => parseIndicator(text), { code: 'quant.parameter' }, text);
    }
  });
});
