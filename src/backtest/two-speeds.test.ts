import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backtest } from './backtest.ts';
import { fromPositions } from './events/from-positions.ts';
import type { Market } from './market/market.ts';
import { anyCase, type Case } from './markets-arbitrary-for-tests.ts';
import type { BacktestResult } from './result/result.ts';
import { findLookAhead } from './search/look-ahead.ts';

const RUNS = 400;

function byColumns({ market, settings, plan }: Case, shown: Market = market): BacktestResult {
  const positions = plan.positions.map((column) => column.subarray(0, shown.sessions.length));
  return backtest({ market: shown, ...settings, ...plan, positions });
}

function byBars({ market, settings, plan }: Case, shown: Market = market): BacktestResult {
  return backtest({ market: shown, ...settings, cash: plan.cash, strategy: fromPositions(plan) });
}

test('wanted positions and a strategy called bar by bar make the same trades, orders and equity', () => {
  let [fills, refusals] = [0, 0];
  fc.assert(
    fc.property(anyCase, (each) => {
      const [columns, bars] = [byColumns(each), byBars(each)];
      assert.deepEqual(bars.equity, columns.equity);
      assert.deepEqual(bars.ledger, columns.ledger);
      assert.deepEqual(bars.trades, columns.trades);
      assert.deepEqual(bars.orders, columns.orders);
      fills += columns.trades.length;
      refusals += columns.orders.filter(({ reason }) => reason !== null).length;
    }),
    { numRuns: RUNS },
  );
  assert.ok(fills > RUNS && refusals > RUNS, `the cases are worth running: ${fills} trades, ${refusals} refusals`);
});

test('an asset that is never traded beside another changes nothing', () => {
  fc.assert(
    fc.property(
      anyCase.filter(({ market }) => market.assets.length === 1),
      (each) => {
        const { market, plan } = each;
        const idle = { ...market.assets[0]!, name: 'IDLE' };
        const wide = { ...market, assets: [...market.assets, idle] };
        const positions = [...plan.positions, new Float64Array(market.sessions.length).fill(Number.NaN)];
        const [alone, beside] = [byColumns(each), byColumns({ ...each, market: wide, plan: { ...plan, positions } })];
        assert.deepEqual(beside.equity, alone.equity);
        assert.deepEqual(beside.ledger, alone.ledger);
      },
    ),
    { numRuns: 100 },
  );
});

test('bars that are added later change no earlier line of the ledger and no earlier equity', () => {
  fc.assert(
    fc.property(anyCase, (each) => {
      const cuts = each.market.sessions.length < 2 ? [1] : [1, Math.ceil(each.market.sessions.length / 2)];
      const check = { market: each.market, cuts };
      assert.equal(findLookAhead({ ...check, run: (shown) => byColumns(each, shown) }), null);
      assert.equal(findLookAhead({ ...check, run: (shown) => byBars(each, shown) }), null);
    }),
    { numRuns: RUNS / 2 },
  );
});
