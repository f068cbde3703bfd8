import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as ta from '../functions.ts';
import * as talib08 from '../talib08/functions.ts';
import * as sound from './functions.ts';

type Window = { readonly series: string; readonly period: number; readonly bar: number } & Readonly<
  Record<string, number>
>;

const FILE = new URL('../../../../test/golden/quant/sound-exact.json', import.meta.url);
const golden: {
  readonly series: Readonly<Record<string, number[]>>;
  readonly beside: Readonly<Record<string, string>>;
  readonly windows: readonly Window[];
} = JSON.parse(readFileSync(FILE, 'utf8'));

const of = (name: string) => Float64Array.from(golden.series[name]!);
type Call = (values: Float64Array, period: number, beside: Float64Array) => Float64Array;

/** What each golden value is called here, and how far from the exact fraction it may be: of its own size, and at all. */
const CALLS: readonly (readonly [key: string, relative: number, absolute: number, call: Call])[] = [
  ['sum', 1e-12, 0, (values, period) => sound.sum(values, period)],
  ['mean', 1e-15, 0, (values, period) => sound.sma(values, period)],
  ['wma', 1e-12, 0, (values, period) => sound.wma(values, period)],
  ['variance', 1e-9, 0, (values, period) => sound.variance(values, period)],
  ['deviation', 1e-9, 0, (values, period) => sound.stdDev(values, period)],
  ['correlation', 1e-9, 1e-9, (values, period, beside) => sound.correl(values, beside, period)],
  ['beta', 1e-9, 1e-9, (values, period, beside) => sound.beta(values, beside, period)],
  ['end', 1e-12, 0, (values, period) => sound.linearReg(values, period)],
  ['ahead', 1e-12, 0, (values, period) => sound.tsf(values, period)],
  ['slope', 1e-9, 1e-12, (values, period) => sound.linearRegSlope(values, period)],
  ['start', 1e-12, 0, (values, period) => sound.linearRegIntercept(values, period)],
];

describe('sound, against exact fractions', () => {
  for (const [key, relative, absolute, call] of CALLS) {
    it(`${key} agrees at 60 000 and 1e8 with noise of 0.01, on a penny stock, after a bad tick`, () => {
      for (const [name, values] of Object.entries(golden.series)) {
        const [given, beside] = [Float64Array.from(values), of(golden.beside[name]!)];
        for (const period of new Set(golden.windows.map((window) => window.period))) {
          const got = call(given, period, beside);
          for (const window of golden.windows) {
            if (window.series !== name || window.period !== period) continue;
            const want = window[key]!;
            // A line is as good as the largest value it goes through, the bad tick too while it is there.
            const largest = Math.max(...values.slice(window.bar - period + 1, window.bar + 1).map(Math.abs));
            const limit = Math.max(relative * Math.abs(want), absolute, 2e-16 * largest);
            const error = Math.abs(got[window.bar]! - want);
            assert.ok(error <= limit, `${name} ${period} at ${window.bar}: ${got[window.bar]}, exactly ${want}`);
          }
        }
      }
    });
  }

  it('cci agrees where the typical price is the price', () => {
    const values = of('penny');
    const got = sound.cci({ high: values, low: values, close: values }, 14);
    for (const { series, period, bar, cci } of golden.windows) {
      if (series === 'penny' && period === 14) assert.ok(Math.abs(got[bar]! - cci!) <= 1e-9 * 200, `${bar}`);
    }
  });

  it('the upper band of 60 000 with noise of 0.01 is right to 1e-9 of its width, where TA-Lib 0.7 is not to 1e-3', () => {
    const values = of('high');
    const [ours, theirs] = [sound.bbands(values, { period: 14 }), ta.bbands(values, { period: 14 })];
    let worst = 0;
    for (const { series, period, bar, mean, deviation } of golden.windows) {
      if (series !== 'high' || period !== 14) continue;
      const [want, width] = [mean! + 2 * deviation!, 4 * deviation!];
      // A price of 60 000 is itself known to 7e-12 only.
      assert.ok(Math.abs(ours.upper[bar]! - want) <= 1e-9 * width, `${bar}`);
      worst = Math.max(worst, Math.abs(theirs.upper[bar]! - want) / width);
    }
    assert.ok(worst > 1e-3, `${worst}`);
  });
});

describe('sound, where money flows the other way', () => {
  it('MFI of prices below 0, as of oil in April 2020, is 50, and 0 in TA-Lib 0.8.1', () => {
    const close = Float64Array.of(-10, -12, -11, -15, -14, -18);
    const bars = { high: close, low: close, close, volume: close.map(() => 1000) };
    assert.deepEqual([...sound.mfi(bars, 3).slice(3)], [50, 50, 50]);
    assert.deepEqual([...talib08.mfi(bars, 3).slice(3)], [0, 0, 0]);
  });
});

describe('sound, after a bad tick', () => {
  const clean = Float64Array.from({ length: 60 }, (_, bar) => 25 + Math.sin(bar) / 4);
  const beside = clean.map((value, bar) => value + Math.cos(3 * bar));
  const bars = (close: Float64Array) => ({
    open: close.map((price) => price - 0.125),
    high: close.map((price) => price + 0.5),
    low: close.map((price) => price - 0.5),
    close,
    volume: close.map((_, bar) => 100 + (bar % 9)),
  });
  const all: Readonly<Record<string, (close: Float64Array) => Float64Array>> = {
    sum: (close) => sound.sum(close, 7),
    sma: (close) => sound.sma(close, 7),
    wma: (close) => sound.wma(close, 7),
    variance: (close) => sound.variance(close, 7),
    stdDev: (close) => sound.stdDev(close, 7),
    'bbands upper': (close) => sound.bbands(close, { period: 7 }).upper,
    correl: (close) => sound.correl(close, beside, 7),
    beta: (close) => sound.beta(close, beside, 6),
    linearReg: (close) => sound.linearReg(close, 7),
    linearRegSlope: (close) => sound.linearRegSlope(close, 7),
    linearRegIntercept: (close) => sound.linearRegIntercept(close, 7),
    linearRegAngle: (close) => sound.linearRegAngle(close, 7),
    tsf: (close) => sound.tsf(close, 7),
    cci: (close) => sound.cci(bars(close), 7),
    mfi: (close) => sound.mfi(bars(close), 6),
    imi: (close) => sound.imi(bars(close), 7),
  };
  for (const [name, call] of Object.entries(all)) {
    it(`${name} has its clean bits again once a tick of 1e12 or 1e300 has left the window`, () => {
      const want = call(clean);
      for (const tick of [1e12, 1e300, -1e300]) {
        const dirty = clean.slice();
        dirty[20] = tick;
        const got = call(dirty);
        for (let bar = 27; bar < 60; bar += 1) assert.ok(Object.is(got[bar], want[bar]), `${tick} at ${bar}`);
      }
    });
    it(`${name} begins anew after NaN and Infinity, and is whole again a window later`, () => {
      const want = call(clean);
      for (const hole of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const dirty = clean.slice();
        dirty[20] = hole;
        const got = call(dirty);
        assert.ok(Number.isNaN(got[20]!) && Number.isNaN(got[25]!), `${hole}`);
        for (let bar = 28; bar < 60; bar += 1) assert.ok(Object.is(got[bar], want[bar]), `${hole} at ${bar}`);
      }
    });
  }

  it('TA-Lib’s running sum never recovers, which is why sound is there', () => {
    const dirty = clean.slice();
    dirty[20] = 1e12;
    const [got, want] = [ta.sma(dirty, 7), ta.sma(clean, 7)];
    assert.ok(Math.abs(got[59]! / want[59]! - 1) > 1e-8);
  });
});

describe('sound, where there is nothing to divide by', () => {
  const flat = new Float64Array(30).fill(0.1);
  const bars = { open: flat, high: flat, low: flat, close: flat, volume: flat };

  it('a flat window has a variance of exactly 0, three equal bands and no correlation', () => {
    assert.equal(sound.variance(flat, 7)[29], 0);
    const { upper, middle, lower } = sound.bbands(flat, { period: 7 });
    assert.deepEqual([upper[29], lower[29]], [middle[29], middle[29]]);
    assert.equal(sound.correl(flat, flat, 7)[29], 0);
    assert.equal(sound.cci(bars, 7)[29], 0);
  });

  it('an oscillator of nothing is in the middle', () => {
    assert.equal(sound.rsi(flat, 7)[29], 50);
    assert.equal(sound.mfi(bars, 7)[29], 50);
    assert.equal(sound.imi(bars, 7)[29], 50);
  });

  it('a percentage of a close of 0 is not a number', () => {
    const close = flat.map((price, bar) => (bar === 20 ? 0 : price));
    const got = sound.natr({ high: flat, low: close, close }, 5);
    assert.ok(Number.isNaN(got[20]!) && got[21]! > 0);
  });

  it('rsi has TA-Lib’s bits where anything moved', () => {
    const close = of('high');
    assert.deepEqual(sound.rsi(close), ta.rsi(close));
  });

  it('what needs no repair is TA-Lib’s', () => {
    assert.equal(sound.ema, ta.ema);
    assert.equal(sound.macd, ta.macd);
  });
});
