import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BacktestOptions, backtest } from '../backtest.ts';
import type { Market } from '../market/market.ts';
import type { BacktestResult } from '../result/result.ts';
import { usShares } from '../rules/presets.ts';
import { demoStock } from '../stocks-for-tests.ts';
import { buyAndHold, buyAndHoldPositions } from './buy-and-hold.ts';
import { momentumRotation, momentumRotationPositions } from './momentum-rotation.ts';
import { rsiReversion, rsiReversionPositions } from './rsi-reversion.ts';
import { smaCross, smaCrossPositions } from './sma-cross.ts';

const { sessions, ...goog } = demoStock('GOOG');
const single: Market = { sessions, assets: [goog] };
/** The sessions of GOOG, which the others have too. */
const several: Market = { sessions, assets: [goog, ...['AAPL', 'IBM', 'MSFT'].map(sameSessions)] };

function sameSessions(symbol: string) {
  const { sessions: own, ...stock } = demoStock(symbol);
  const first = own.indexOf(sessions[0]!);
  assert.deepEqual(own.subarray(first), sessions);
  const cut = (column: Float64Array) => column.subarray(first);
  return { name: symbol, open: cut(stock.open), close: cut(stock.close) };
}

const rules = usShares({ costs: { commission: { rate: 0.001, minimum: 1 } } });

function assertSame(left: BacktestResult, right: BacktestResult, tradesMin: number): void {
  assert.deepEqual(left.ledger, right.ledger);
  assert.deepEqual(left.equity, right.equity);
  assert.ok(left.ledger.length >= tradesMin, `${left.ledger.length} lines`);
}

type Both = { readonly market: Market; readonly tradesMin: number };
type Forms = {
  readonly positions: Extract<BacktestOptions, { positions: unknown }>['positions'];
  readonly strategy: Extract<BacktestOptions, { strategy: unknown }>['strategy'];
  readonly rebalance?: 'every-bar';
};

function assertBothForms({ market, tradesMin }: Both, { positions, strategy, ...more }: Forms): void {
  const shared = { market, rules, cash: 100_000 };
  assertSame(backtest({ ...shared, ...more, positions }), backtest({ ...shared, strategy }), tradesMin);
}

test('SMA cross: running averages, bar by bar, trade as the columns do', () => {
  for (const below of [0, -1]) {
    const parameters = { fast: 10, slow: 30, below };
    const positions = smaCrossPositions(goog.close, parameters);
    assertBothForms({ market: single, tradesMin: 50 }, { positions, strategy: smaCross(parameters) });
  }
});

test('RSI reversion: bar by bar as in columns', () => {
  const positions = rsiReversionPositions(goog.close, { period: 14 });
  assertBothForms({ market: single, tradesMin: 10 }, { positions, strategy: rsiReversion({ period: 14 }) });
});

test('momentum rotation: bar by bar as in columns', () => {
  const parameters = { lookback: 60, top: 2, every: 21 };
  const positions = momentumRotationPositions(
    several.assets.map(({ close }) => close),
    parameters,
  );
  const strategy = momentumRotation(parameters);
  assertBothForms({ market: several, tradesMin: 100 }, { positions, strategy, rebalance: 'every-bar' });
});

test('buy and hold: every asset once, and never again', () => {
  const positions = buyAndHoldPositions(sessions.length, several.assets.length);
  assertBothForms({ market: several, tradesMin: 4 }, { positions, strategy: buyAndHold() });
  const result = backtest({ market: single, cash: 100_000, positions: buyAndHoldPositions(sessions.length) });
  // 100000 at the second open, 101.01, buys 990 (99999.90); the last close is 806.19: 0.10 + 798128.10.
  assert.equal(result.equity.at(-1), 798_128.2);
});

test('momentum rotation holds what gained most: by hand', () => {
  const market = [
    Float64Array.of(10, 10, 11, 12),
    Float64Array.of(10, 9, 12, 11),
    Float64Array.of(10, 10, Number.NaN, 30),
  ];
  // Bar 1: gains 0, -10 %, 0: the first of the best. Bar 2: 10 %, 33 %, none. Bar 3: 9 %, -8 %, none.
  const weights = momentumRotationPositions(market, { lookback: 1, top: 1, every: 1 });
  assert.deepEqual(
    weights.map((column) => [...column]),
    [
      [Number.NaN, 1, 0, 1],
      [Number.NaN, 0, 1, 0],
      [Number.NaN, 0, 0, 0],
    ],
  );
});
