import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import type { BarTable } from './bar-table.ts';
import { instrumentChart, priceFigures } from './instrument-chart.ts';

const closes = [10, 11, 12, 13, 14, 15];
const TABLE: BarTable = {
  instrument: 'X',
  about: null,
  sessions: [100, 101, 104, 105, 106, 108],
  prices: {
    open: closes.map((close) => close - 0.5),
    high: closes.map((close) => close + 1),
    low: closes.map((close) => close - 1),
    close: closes,
    volume: [1, 2, 3, 4, 5, null],
  },
  events: [
    { session: 90, factor: 2, isInferred: false },
    { session: 102, factor: 1.1, isInferred: true },
  ],
  filled: [{ session: 105, how: 'ffill' }],
  suspended: [99, 107, 109],
};
const ALL = { from: null, to: null };

describe('instrumentChart', () => {
  test('gives a suspended session a place and no bar; those before the first and after the last bar have none', () => {
    const { bars, suspended } = instrumentChart(TABLE, [], ALL);
    assert.deepEqual(bars.sessions, [100, 101, 104, 105, 106, 107, 108]);
    assert.deepEqual(bars.close, [10, 11, 12, 13, 14, null, 15]);
    assert.deepEqual(suspended, [{ fromBar: 5, toBar: 5 }]);
  });

  test('computes indicators on the bars before the range, and on bars only', () => {
    const { indicators, bars } = instrumentChart(TABLE, ['SMA(3)'], { from: 104, to: 108 });
    assert.deepEqual(bars.sessions, [104, 105, 106, 107, 108]);
    assert.deepEqual(indicators[0]!.outputs, [{ name: 'SMA(3)', values: [11, 12, 13, null, 14] }]);
    assert.equal(indicators[0]!.place, 'price');
  });

  test('puts what has a scale of its own into a pane, output by output', () => {
    const [macd, rsi] = instrumentChart(TABLE, ['MACD(2,3,2)', 'RSI(2)'], ALL).indicators;
    assert.deepEqual([macd!.place, macd!.outputs.length, rsi!.place], ['pane', 3, 'pane']);
  });

  test('places an ex-date at the first session on or after it, and leaves out those before the range', () => {
    assert.deepEqual(instrumentChart(TABLE, [], { from: 100, to: null }).events, [
      { bar: 2, factor: 1.1, isInferred: true },
    ]);
  });

  test('knows filled bars by their place', () => {
    assert.deepEqual(instrumentChart(TABLE, [], ALL).filled, [{ bar: 3, how: 'ffill' }]);
  });

  test('refuses an indicator that is not there, naming one that is', () => {
    assert.throws(
      () => instrumentChart(TABLE, ['SMAA(3)'], ALL),
      (error) => isTapelineError(error) && error.code === 'usage.unknown_name',
    );
  });
});

describe('priceFigures', () => {
  test('are of the bars shown', () => {
    const figures = priceFigures(instrumentChart(TABLE, [], { from: 101, to: 108 }));
    assert.deepEqual([figures.bars, figures.first, figures.last, figures.close], [5, 101, 108, 15]);
    assert.deepEqual([figures.highest, figures.highestOn, figures.lowest, figures.lowestOn], [16, 108, 10, 101]);
    assert.equal(figures.changeFraction, 15 / 14 - 1);
    assert.equal(figures.rangeFraction, 15 / 11 - 1);
    assert.equal(figures.volumeMean, (2 + 3 + 4 + 5) / 4, 'an unknown volume is not zero');
  });

  test('are null where there is nothing', () => {
    const { bars, close, highest, volumeMean } = priceFigures(instrumentChart(TABLE, [], { from: 200, to: 300 }));
    assert.deepEqual([bars, close, highest, volumeMean], [0, null, null, null]);
  });
});
