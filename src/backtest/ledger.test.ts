import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from './backtest.ts';
import type { Market } from './market/market.ts';
import { columnOf, daysOf, flatBars, orderTexts, someDays, statement } from './market-for-tests.ts';
import { aShares, binaries, usShares } from './rules/presets.ts';
import { rules } from './rules/rules.ts';

test('A-shares to the cent, across the day on which stamp duty was halved', () => {
  const sessions = daysOf('2023-08-23', '2023-08-24', '2023-08-25', '2023-08-28', '2023-08-29');
  const market = flatBars([10, 10.02, 10.15, 10.31, 10.2], { sessions });
  const positions = columnOf(5000, 3000, 0, 0, 0);
  const result = backtest({ market, cash: 100_000, rules: aShares('main'), positions, unit: 'shares' });
  // Commission 0.025 % and at least 5, stamp duty 0.1 % then 0.05 % of sales, transfer fee 0.001 %, each to the cent.
  // Buy  5000 * 10.02 = 50100.00: 12.525 -> 12.53, -, 0.501 -> 0.50;        100000.00 - 50113.03 =  49886.97
  // Sell 2000 * 10.15 = 20300.00: 5.075 -> 5.08, 20.30, 0.203 -> 0.20;       49886.97 + 20274.42 =  70161.39
  // Sell 3000 * 10.31 = 30930.00: 7.7325 -> 7.73, 15.465 -> 15.47, 0.3093 -> 0.31; 70161.39 + 30906.49 = 101067.88
  assert.deepEqual(statement(result), [
    ['2023-08-24', 'buy', 5000, 10.02, 12.53, 0, 0.5, 0, 49_886.97, 5000],
    ['2023-08-25', 'sell', -2000, 10.15, 5.08, 20.3, 0.2, 0, 70_161.39, 3000],
    ['2023-08-28', 'sell', -3000, 10.31, 7.73, 15.47, 0.31, 0, 101_067.88, 0],
  ]);
  // 49886.97 + 5000 * 10.02; 70161.39 + 3000 * 10.15.
  assert.deepEqual([...result.equity], [100_000, 99_986.97, 100_611.39, 101_067.88, 101_067.88]);
  // First in, first out: of the cost of 50113.03 two fifths leave with the first sale, 20045.21 (20045.212).
  // 20274.42 - 20045.21 = 229.21; 30906.49 - (50113.03 - 20045.21) = 838.67; together 1067.88.
  assert.deepEqual(
    result.trades.map(({ quantity, profit, fees }) => [quantity, profit, fees]),
    // Fees: 13.03 * 2/5 = 5.21 + 25.58; 7.82 + 23.51.
    [
      [2000, 229.21, 30.79],
      [3000, 838.67, 31.33],
    ],
  );
});

test('small trades pay the minimum commission, and an all-in order keeps the money for it', () => {
  const sessions = daysOf('2024-03-04', '2024-03-05', '2024-03-06');
  const market = flatBars([9.99, 9.99, 10.5], { sessions });
  const result = backtest({ market, cash: 5_000, rules: aShares('main'), positions: columnOf(1, 0, 0) });
  // 500 shares would be 4995.00 + 5.00 + 0.05: five cents too much. 400: 3996.00 + 5.00 + 0.04 = 4001.04.
  // Sold at 10.50: 4200.00 - 5.00 - 2.10 - 0.04 = 4192.86.
  assert.deepEqual(statement(result), [
    ['2024-03-05', 'buy', 400, 9.99, 5, 0, 0.04, 0, 998.96, 400],
    ['2024-03-06', 'sell', -400, 10.5, 5, 2.1, 0.04, 0, 5191.82, 0],
  ]);
  assert.deepEqual(orderTexts(result), ['ACME reduced insufficient_cash 400 @1', 'ACME filled - -400 @2']);
});

test('a bonus issue with a dividend: shares on the ex-date, cash on the payable date, the odd lot sold whole', () => {
  const sessions = daysOf('2024-06-03', '2024-06-04', '2024-06-05', '2024-06-06', '2024-06-07', '2024-06-11');
  // 10 for 10.00: ex-right reference (10.00 - 0.50) / 1.3 = 7.3077 -> 7.31.
  const market = flatBars([10, 10, 10, 7.4, 7.5, 7.6], {
    sessions,
    actions: [{ exOn: '2024-06-06', cashPerShare: 0.5, payableOn: '2024-06-07', sharesPerShare: 1.3 }],
  });
  const positions = columnOf(100, Number.NaN, Number.NaN, Number.NaN, 0, 0);
  const result = backtest({ market, cash: 2_000, rules: aShares('main'), positions, unit: 'shares' });
  // 1000.00 + 5.00 + 0.01. Owed on the 6th: 100 * 0.50. 130 shares: one lot and 30 odd ones, 988.00 - 5 - 0.49 - 0.01.
  assert.deepEqual(statement(result), [
    ['2024-06-04', 'buy', 100, 10, 5, 0, 0.01, 0, 994.99, 100],
    ['2024-06-06', 'dividend', 0, 0.5, 994.99, 100],
    ['2024-06-06', 'split', 30, 1.3, 994.99, 130],
    ['2024-06-07', 'dividend_paid', 0, 0, 1044.99, 130],
    ['2024-06-11', 'sell', -130, 7.6, 5, 0.49, 0.01, 0, 2027.49, 0],
  ]);
  // 6 June: 994.99 + 50.00 owed + 130 * 7.40 = 2006.99.
  assert.deepEqual([...result.equity], [2000, 1994.99, 1994.99, 2006.99, 2019.99, 2027.49]);
});

test('a split that leaves half a share pays it at the ex price', () => {
  const market = flatBars([10, 10, 10, 6.8], { actions: [{ exOn: '2024-01-04', sharesPerShare: 1.5 }] });
  const result = backtest({ market, cash: 1_000, positions: columnOf(55, 55, 55, 55), unit: 'shares' });
  // 55 * 1.5 = 82.5 shares; half a share at 10 / 1.5 = 6.6667 is 3.33.
  assert.deepEqual(statement(result), [
    ['2024-01-02', 'buy', 55, 10, 0, 0, 0, 0, 450, 55],
    ['2024-01-04', 'split', 27.5, 1.5, 450, 82.5],
    ['2024-01-04', 'fraction', -0.5, 10 / 1.5, 453.33, 82],
  ]);
  assert.equal(result.equity[3], 1010.93); // 453.33 + 82 * 6.80
});

test('a short owes the dividend and the fee for what it borrows', () => {
  const market = flatBars([100, 100, 90, 80, 85], { actions: [{ exOn: '2024-01-04', cashPerShare: 2 }] });
  const shorting = { marginRate: 1, borrowAnnual: 0.073 };
  const usual = usShares({ shorting, costs: { commission: { rate: 0.001 } } });
  const result = backtest({
    market,
    cash: 10_000,
    rules: usual,
    positions: columnOf(-50, -50, -50, 0, 0),
    unit: 'shares',
  });
  // Sold 50 * 100 = 5000.00 - 5.00. Borrowed a day at 7.3 %: 5000 * 0.073 / 365 = 1.00, then 4500 * ... = 0.90, then 0.80.
  // Dividend 50 * 2. Bought back 50 * 85 = 4250.00 + 4.25.
  assert.deepEqual(statement(result), [
    ['2024-01-02', 'sell', -50, 100, 5, 0, 0, 0, 14_995, -50],
    ['2024-01-03', 'borrow', 0, 100, 14_994, -50],
    ['2024-01-04', 'borrow', 0, 90, 14_993.1, -50],
    ['2024-01-04', 'dividend', 0, 2, 14_993.1, -50],
    ['2024-01-04', 'dividend_paid', 0, 0, 14_893.1, -50],
    ['2024-01-05', 'borrow', 0, 80, 14_892.3, -50],
    ['2024-01-05', 'buy', 50, 85, 4.25, 0, 0, 0, 10_638.05, 0],
  ]);
  assert.deepEqual([...result.equity], [10_000, 9_995, 10_494, 10_893.1, 10_638.05]);
  assert.equal(result.trades[0]?.profit, 740.75); // 5000 - 4250 - 5 - 4.25
});

test('a binary pays its fee by price and settles at its resolution', () => {
  const market: Market = {
    ...flatBars([0.4, 0.4, 0.65, 0.9, 0.9], { resolution: { on: '2024-01-05', payout: 1 } }),
  };
  const venue = binaries({ costs: { binaryFeeRate: 0.07 } });
  const positions = columnOf(150, 150, 100, 100, 0);
  const result = backtest({ market, cash: 100, rules: venue, positions, unit: 'shares' });
  // 150 * 0.40 = 60.00, fee 150 * 0.07 * 0.4 * 0.6 = 2.52. Sell 50 at 0.90: 45.00, fee 50 * 0.07 * 0.09 = 0.315 -> 0.32.
  assert.deepEqual(statement(result), [
    ['2024-01-02', 'buy', 150, 0.4, 0, 0, 0, 2.52, 37.48, 150],
    ['2024-01-04', 'sell', -50, 0.9, 0, 0, 0, 0.32, 82.16, 100],
    ['2024-01-05', 'payout', -100, 1, 182.16, 0],
  ]);
  assert.equal(result.equity[4], 182.16);
});

test('weights over two assets: what is sold pays for what is bought', () => {
  const sessions = someDays(4);
  const [left, right] = [columnOf(10, 10, 12, 12), columnOf(20, 20, 20, 25)];
  const market: Market = {
    sessions,
    assets: [
      { name: 'L', open: left, close: left },
      { name: 'R', open: right, close: right },
    ],
  };
  const positions = [columnOf(0.5, 0.25, 0.25, 0.25), columnOf(0.5, 0.75, 0.75, 0.75)];
  const costs = { commission: { rate: 0.01 } };
  const result = backtest({ market, cash: 1_000, rules: rules({ costs }), positions });
  // Bar 1: 50 L = 500.00 + 5.00; for R 495.00 is left: 24 * 20 = 480.00 + 4.80; cash 10.20.
  // Bar 2 is worth 10.20 + 50 * 12 + 24 * 20 = 1090.20. L: 272.55 / 12 = 22.7125, so 27 whole ones go: 324.00 - 3.24.
  // R: 817.65 / 20 = 40.88, so 16 more: 320.00 + 3.20. Cash 10.20 + 320.76 - 323.20 = 7.76.
  assert.deepEqual(
    result.ledger.map(({ bar, asset, quantity, cash }) => [bar, asset, quantity, cash]),
    [
      [1, 'L', 50, 495],
      [1, 'R', 24, 10.2],
      [2, 'L', -27, 330.96],
      [2, 'R', 16, 7.76],
    ],
  );
  assert.equal(result.equity[3], 1283.76); // 7.76 + 23 * 12 + 40 * 25
  assert.deepEqual([...result.turnover], [0, 0.98, (324 + 320) / 990.2, 0]);
});

test('slippage: in basis points, in ticks, as a ratio, always against the order and on the tick', () => {
  const market = flatBars([10, 10, 11, 11]);
  const fills = (slippage: Parameters<typeof rules>[0]['slippage']) => {
    const options = slippage === undefined ? {} : { slippage };
    const result = backtest({
      market,
      cash: 1_000,
      rules: rules({ tick: 0.01, ...options }),
      positions: columnOf(10, 0, 0, 0),
      unit: 'shares',
    });
    return result.ledger.map(({ price }) => price);
  };
  assert.deepEqual(fills({ kind: 'none' }), [10, 11]);
  assert.deepEqual(fills({ kind: 'bps', bps: 5 }), [10.01, 10.99]); // 10.005 up, 10.9945 down
  assert.deepEqual(fills({ kind: 'ticks', ticks: 3 }), [10.03, 10.97]);
  assert.deepEqual(fills({ kind: 'ratio', ratio: 0.01 }), [10.1, 10.89]);
});
