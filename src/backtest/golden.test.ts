import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from './backtest.ts';
import { fromPositions } from './events/from-positions.ts';
import { oneAsset } from './market/one-asset.ts';
import type { BacktestResult } from './result/result.ts';
import { usShares } from './rules/presets.ts';
import { demoStock, readGzip } from './stocks-for-tests.ts';
import { smaCrossPositions } from './strategies/sma-cross.ts';

type GoldenTrade = {
  readonly size: number;
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly profit: number;
  readonly fees: number;
};

type Golden = {
  readonly name: string;
  readonly fast: number;
  readonly slow: number;
  readonly below: number;
  readonly commission: number;
  readonly cash: number;
  /** null: as many as the money buys. */
  readonly shares: number | null;
  readonly trades: readonly GoldenTrade[];
  readonly equity: readonly number[];
};

const goldens = JSON.parse(readGzip('test/golden/backtest/backtesting-066-goog.json.gz')) as readonly Golden[];
const { name, ...bars } = demoStock('GOOG');
const market = oneAsset(name, bars);

function planOf({ fast, slow, below, shares }: Golden) {
  const positions = smaCrossPositions(bars.close, { fast, slow, below });
  // The package first asks its strategy one bar after both averages are there, which is bar `slow`.
  positions.fill(Number.NaN, 0, slow);
  if (shares === null) return { positions: [positions], unit: 'weight' } as const;
  return { positions: [positions.map((side) => side * shares)], unit: 'shares' } as const;
}

/** 1e-9 of the amounts: the order of additions is free. */
function assertNear(actual: number, expected: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.max(1000, Math.abs(expected)),
    `${what}: ${actual}, ${expected}`,
  );
}

function assertSame(result: BacktestResult, golden: Golden): void {
  const closed = result.trades.filter(({ isOpen }) => !isOpen);
  assert.equal(closed.length, golden.trades.length, golden.name);
  golden.trades.forEach((expected, index) => {
    const trade = closed[index]!;
    const { entryBar, exitBar, entryPrice, exitPrice, quantity, side } = trade;
    const size = side === 'long' ? quantity : -quantity;
    const { profit, fees, ...exact } = expected;
    assert.deepEqual({ size, entryBar, exitBar, entryPrice, exitPrice }, exact, `${golden.name}: trade ${index}`);
    assertNear(trade.profit, profit, `${golden.name}: profit of trade ${index}`);
    assertNear(trade.fees, fees, `${golden.name}: fees of trade ${index}`);
  });
  assert.equal(result.equity.length, golden.equity.length);
  golden.equity.forEach((value, bar) => {
    assertNear(result.equity[bar]!, value, `${golden.name}: equity at bar ${bar}`);
  });
}

for (const golden of goldens) {
  test(`SMA cross on GOOG trades as the Python package backtesting does: ${golden.name}`, () => {
    const rules = usShares({ costs: { commission: { rate: golden.commission } } });
    const settings = { market, cash: golden.cash, rules, moneyDecimals: null };
    assertSame(backtest({ ...settings, ...planOf(golden) }), golden);
    assertSame(backtest({ ...settings, strategy: fromPositions(planOf(golden)) }), golden);
  });
}

test('the golden file is worth comparing with', () => {
  assert.deepEqual(
    goldens.map(({ trades }) => trades.length),
    [47, 20, 47, 94, 52],
  );
  assert.ok(goldens.some(({ trades }) => trades.some(({ size }) => size < 0)));
});
