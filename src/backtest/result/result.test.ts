import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../backtest.ts';
import { columnOf, flatBars } from '../market-for-tests.ts';
import { usShares } from '../rules/presets.ts';
import { metricsOf } from './metrics.ts';
import { tradeStatistics } from './trade-statistics.ts';

const cash = 1_000;

test('exposure and turnover, long and short: by hand', () => {
  const market = flatBars([10, 10, 20, 20]);
  const result = backtest({ market, cash, rules: usShares(), positions: columnOf(50, -40, -40, 0), unit: 'shares' });
  // Bar 1: 50 * 10 of 1000. Bar 2: 50 sold at 20, 40 more sold short: worth 500 + 1000 = 1500, short 800.
  assert.deepEqual([...result.equity], [1000, 1000, 1500, 1500]);
  assert.deepEqual([...result.exposureGross], [0, 0.5, 800 / 1500, 800 / 1500]);
  assert.deepEqual([...result.exposureNet], [0, 0.5, -800 / 1500, -800 / 1500]);
  assert.deepEqual([...result.turnover], [0, 0.5, 1.8, 0]);
  assert.deepEqual([...result.cash], [1000, 500, 2300, 2300]);
});

test('returns go from close to close, and a benchmark begins with the same cash', () => {
  const market = flatBars([10, 10, 11, 12]);
  const result = backtest({
    market,
    cash,
    positions: columnOf(1, 1, 1, 1),
    benchmark: columnOf(50, 50, 25, Number.NaN),
  });
  assert.deepEqual([...result.returns], [0, 1100 / 1000 - 1, 1200 / 1100 - 1]);
  assert.deepEqual([...result.benchmark!.equity], [1000, 1000, 500, 500]);
  assert.deepEqual([...result.benchmark!.returns], [0, -0.5, 0]);
});

test('metrics are those of the returns, with the benchmark where there is one', () => {
  const market = flatBars([10, 10, 11, 9, 12, 10]);
  const held = { market, cash, positions: columnOf(1, 1, 1, 1, 1, 1) };
  const result = backtest({ ...held, benchmark: 'ACME' });
  const [beta, drawdown] = metricsOf(result, {}, ['beta', 'maxDrawdown']);
  assert.ok(Math.abs(beta!.value! - 1) < 1e-12); // Everything is in it.
  assert.ok(Math.abs(Math.abs(drawdown!.value!) - 2 / 11) < 1e-12); // 1100 to 900.
  const names = (given: ReturnType<typeof metricsOf>) => given.map(({ metric }) => metric);
  assert.ok(!names(metricsOf(backtest(held), { periodsPerYear: 252 })).includes('beta'));
});

test('a part of the bars can be run by itself', () => {
  const market = flatBars([10, 10, 11, 9, 12, 10]);
  const result = backtest({ market, cash, positions: columnOf(1, 1, 1, 1, 1, 1), begin: 2, end: 5 });
  assert.deepEqual([result.begin, result.end, ...result.sessions], [2, 5, 19_725, 19_726, 19_727]);
  // Decided at bar 2, bought at 9: 111 shares for 999.
  assert.deepEqual([...result.equity], [1000, 1000, 1 + 111 * 12]);
});

test('trades are counted: by hand', () => {
  const market = flatBars([10, 10, 13, 10, 8, 10, 10, 11]);
  const positions = columnOf(10, 0, 10, 0, 10, 0, 10, 10);
  // 10 -> 13: 30. 10 -> 8: -20. 10 -> 10: 0. The last is open.
  const { trades } = backtest({ market, cash, positions, unit: 'shares' });
  assert.deepEqual(tradeStatistics(trades), {
    count: 3,
    won: 1,
    lost: 1,
    winRate: 1 / 3,
    profitFactor: 1.5,
    profitMean: 10 / 3,
    profitBest: 30,
    profitWorst: -20,
    barsMean: 1,
    fees: 0,
  });
  assert.equal(tradeStatistics([]).profitFactor, null);
});

test('trades of a short, in parts: first in, first out', () => {
  const market = flatBars([10, 10, 8, 6, 6]);
  const { trades } = backtest({
    market,
    cash,
    rules: usShares(),
    positions: columnOf(-10, -30, -5, -5, -5),
    unit: 'shares',
  });
  // Sold 10 at 10 and 20 at 8; 25 bought back at 6: 10 * 4 and 15 * 2; 5 of the second are left.
  assert.deepEqual(
    trades.map(({ side, quantity, entryPrice, exitPrice, profit, isOpen }) => [
      side,
      quantity,
      entryPrice,
      exitPrice,
      profit,
      isOpen,
    ]),
    [
      ['short', 10, 10, 6, 40, false],
      ['short', 15, 8, 6, 30, false],
      ['short', 5, 8, 6, 10, true],
    ],
  );
});
