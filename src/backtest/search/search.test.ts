import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../backtest.ts';
import { firstBars, type Market } from '../market/market.ts';
import { columnOf, flatBars } from '../market-for-tests.ts';
import { metricsOf } from '../result/metrics.ts';
import { usShares } from '../rules/presets.ts';
import { demoStock } from '../stocks-for-tests.ts';
import { smaCross, smaCrossPositions } from '../strategies/sma-cross.ts';
import { combinations } from './grid.ts';
import { expectedLargest, luckNote, luckText } from './luck.ts';
import { sweep } from './sweep.ts';
import { walkForward } from './walk-forward.ts';

const { sessions, ...goog } = demoStock('GOOG');
const market: Market = { sessions, assets: [goog] };
const rules = usShares({ costs: { commission: { rate: 0.001 } } });
const shared = { market, rules, cash: 100_000 };
const grid = { fast: [5, 10, 20], slow: [20, 50, 100] };
const where = ({ fast, slow }: { fast: number; slow: number }) => fast < slow;
const positionsOf = (shown: Market, parameters: { fast: number; slow: number }) =>
  smaCrossPositions(shown.assets[0]!.close, parameters);

test('a grid is every combination, the last parameter fastest', () => {
  assert.deepEqual(combinations({ a: [1, 2], b: ['x', 'y'] }), [
    { a: 1, b: 'x' },
    { a: 1, b: 'y' },
    { a: 2, b: 'x' },
    { a: 2, b: 'y' },
  ]);
  assert.throws(() => combinations({}), /it has 0 combinations/);
  assert.throws(() => combinations({ a: [] as number[] }), /it has 0 combinations/);
  assert.throws(() => combinations({ a: [1] }, () => false), /refuses all of its 1/);
  const many = Array.from({ length: 1_001 }, (_, index) => index);
  assert.throws(() => combinations({ a: many, b: many }), /it has 1002001 combinations/);
});

test('a leaderboard ranks by total return: by hand', () => {
  const rising = flatBars([10, 10, 12]);
  const weightOf = (shown: Market, { weight }: { weight: number }) =>
    new Float64Array(shown.sessions.length).fill(weight);
  const { leaderboard, trials } = sweep({
    market: rising,
    cash: 1_000,
    grid: { weight: [0, 0.5, 1] },
    positionsOf: weightOf,
  });
  assert.equal(trials, 3);
  // 100 shares gain 200, 50 gain 100.
  assert.deepEqual(
    leaderboard.map(({ rank, parameters, equityLast, fills }) => [rank, parameters.weight, equityLast, fills]),
    [
      [1, 1, 1200, 1],
      [2, 0.5, 1100, 1],
      [3, 0, 1000, 0],
    ],
  );
  assert.ok(Math.abs(leaderboard[0]!.score! - 0.2) < 1e-12);
});

test('each row of a sweep is the backtest of its parameters, whichever form the strategy has', () => {
  const byPositions = sweep({ ...shared, grid, where, positionsOf });
  const byBars = sweep({ ...shared, grid, where, strategyOf: smaCross });
  assert.deepEqual(byBars.leaderboard, byPositions.leaderboard);
  assert.equal(byPositions.trials, 8);
  for (const { parameters, equityLast, metrics } of byPositions.leaderboard) {
    const result = backtest({ ...shared, positions: positionsOf(market, parameters) });
    assert.equal(result.equity.at(-1), equityLast);
    const [sharpe] = metricsOf(result, {}, ['sharpePerPeriod']);
    assert.equal(sharpe?.value, metrics.sharpePerPeriod);
  }
});

test('a sweep ranks by any metric, and shows only the top', () => {
  const options = { scoreBy: 'sharpe', metricSettings: { periodsPerYear: 252 }, top: 2 };
  const { leaderboard } = sweep({ ...shared, grid, where, positionsOf, ...options });
  assert.equal(leaderboard.length, 2);
  assert.ok(leaderboard[0]!.score! >= leaderboard[1]!.score!);
  assert.equal(leaderboard[0]!.score, leaderboard[0]!.metrics.sharpe);
  assert.throws(() => sweep({ ...shared, grid, positionsOf, scoreBy: 'sharp' }), { code: 'usage.unknown_name' });
});

/** By Python: NormalDist().inv_cdf in the formula of the paper, which has 1.57 for 10. */
const EXPECTED_LARGEST: readonly (readonly [n: number, value: number])[] = [
  [2, 0.5197553442805939],
  [10, 1.57459830134575],
  [100, 2.5306028932016846],
  [1_000, 3.255121513652723],
];

/** By Python, from the definitions: population skewness and kurtosis, deviation with n - 1. */
const NOTE = {
  sharpe: 0.5259400186578375,
  deviation: 0.2732655854269164,
  byLuck: 0.3258948978639349,
  probability: 0.67303228000595,
};

test('the best of many worthless strategies looks good: the expected largest of n draws', () => {
  for (const [n, value] of EXPECTED_LARGEST) assert.ok(Math.abs(expectedLargest(n) - value) < 1e-9, `${n}`);
});

test('one note, worked out elsewhere', () => {
  const returns = columnOf(0.02, -0.01, 0.015, 0.03, -0.02, 0.01, 0.005, 0.02);
  const note = luckNote([NOTE.sharpe, 0.1, -0.2, 0.3, 0.05], returns);
  assert.equal(note.trials, 5);
  assert.ok(Math.abs(note.sharpeDeviation! - NOTE.deviation) < 1e-12);
  assert.ok(Math.abs(note.sharpeByLuck! - NOTE.byLuck) < 1e-9);
  assert.ok(Math.abs(note.probabilityOfSkill! - NOTE.probability) < 1e-9);
  assert.equal(note.isWarning, true);
  assert.match(luckText(note), /^5 trials\..*may well be luck/);
  assert.match(luckText(note, 'zh'), /共试验 5 次.*运气/);
});

test('one trial is no search and brings no warning; many need a clear lead', () => {
  const steady = Float64Array.from({ length: 300 }, (_, index) => 0.01 + (index % 2) * 0.001);
  assert.equal(luckNote([20], steady).isWarning, false);
  const shaky = Float64Array.from({ length: 300 }, (_, index) => 0.001 + (index % 2 === 0 ? 0.02 : -0.02));
  assert.equal(luckNote([0.05, -0.05, 0.03], shaky).isWarning, true);
  assert.equal(luckNote([0.5, 0.49, 0.51], steady).isWarning, false);
  assert.equal(luckNote([], null).isWarning, false);
});

const windows = { trainBars: 500, testBars: 250 };

test('walk-forward: windows follow each other, the account runs through, and each choice is that of its training', () => {
  const result = walkForward({ ...shared, grid, where, positionsOf, ...windows });
  assert.deepEqual(
    result.windows.map(({ trainBegin, trainEnd, testEnd }) => [trainBegin, trainEnd, testEnd]),
    [
      [0, 500, 750],
      [250, 750, 1000],
      [500, 1000, 1250],
      [750, 1250, 1500],
      [1000, 1500, 1750],
      [1250, 1750, 2000],
      [1500, 2000, 2148],
    ],
  );
  const { trainBegin, trainEnd, parameters } = result.windows[2]!;
  const again = sweep({ ...shared, market: firstBars(market, trainEnd), begin: trainBegin, grid, where, positionsOf });
  assert.deepEqual(again.leaderboard[0]!.parameters, parameters);
  const growth = result.windows.reduce((product, { testReturn }) => product * (1 + testReturn), 1);
  assert.ok(Math.abs(growth * 100_000 - result.outOfSample.equity.at(-1)!) < 1e-6);
  assert.equal(result.outOfSample.begin, 500);
});

test('walk-forward: bars that come later change no earlier choice and no earlier equity', () => {
  const options = { ...shared, grid, where, positionsOf, ...windows, training: 'anchored' as const };
  const [whole, part] = [walkForward(options), walkForward({ ...options, market: firstBars(market, 1_100) })];
  assert.deepEqual(part.windows.slice(0, 2), whole.windows.slice(0, 2));
  assert.deepEqual(part.windows[2]!.parameters, whole.windows[2]!.parameters);
  assert.deepEqual(part.outOfSample.equity, whole.outOfSample.equity.subarray(0, 600));
  assert.deepEqual(
    whole.windows.map(({ trainBegin }) => trainBegin),
    whole.windows.map(() => 0),
  );
});

test('walk-forward: whoever works out positions is shown no bar beyond its window', () => {
  const shown: number[] = [];
  const spy = (part: Market, parameters: { fast: number; slow: number }) => {
    shown.push(part.sessions.length);
    return positionsOf(part, parameters);
  };
  walkForward({ ...shared, grid: { fast: [10], slow: [50] }, positionsOf: spy, trainBars: 1_000, testBars: 800 });
  assert.deepEqual(shown, [1_000, 1_800, 1_800, 2_148]);
});

test('walk-forward refuses windows that do not fit', () => {
  const options = { ...shared, grid, where, positionsOf };
  assert.throws(() => walkForward({ ...options, trainBars: 2_148, testBars: 10 }), /do not fit 2148 bars/);
  assert.throws(() => walkForward({ ...options, trainBars: 100, testBars: 0 }), { code: 'backtest.invalid' });
});
