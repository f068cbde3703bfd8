import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backtest } from './backtest.ts';
import { flatBars } from './market-for-tests.ts';
import { anyCase, type Case } from './markets-arbitrary-for-tests.ts';
import type { BacktestResult } from './result/result.ts';
import { rules } from './rules/rules.ts';

function runCase({ market, settings, plan }: Case): BacktestResult {
  return backtest({ market, ...settings, ...plan });
}

/** The last known close of each asset, as the equity has to be valued with. */
function worthOf({ market }: Case, result: BacktestResult, bar: number): number {
  return market.assets.reduce((sum, { close }, asset) => {
    const held = result.positions[asset]![bar]!;
    return held === 0 ? sum : sum + held * close[bar]!;
  }, 0);
}

test('equity is cash, what is owed, and what is held at the close', () => {
  fc.assert(
    fc.property(anyCase, (each) => {
      const result = runCase(each);
      const hasCloses = each.market.assets.every(({ close }) => !close.some(Number.isNaN));
      if (!hasCloses) return;
      for (let bar = 0; bar < result.equity.length; bar += 1) {
        const receivable = result.ledger.findLast((line) => line.bar <= bar)?.receivable ?? 0;
        const expected = result.cash[bar]! + receivable + worthOf(each, result, bar);
        assert.ok(Math.abs(result.equity[bar]! - expected) < 0.006, `bar ${bar}: ${result.equity[bar]} ${expected}`);
      }
    }),
    { numRuns: 200 },
  );
});

test('what the account gained is the profit of its trades, its dividends, and what it paid to borrow', () => {
  fc.assert(
    fc.property(anyCase, (each) => {
      const result = runCase(each);
      const profits = result.trades.reduce((sum, { profit }) => sum + profit, 0);
      const flows = result.ledger.reduce((sum, line, index) => {
        const before = result.ledger[index - 1]?.receivable ?? 0;
        if (line.kind === 'dividend') return sum + line.receivable - before;
        return line.kind === 'borrow' ? sum + line.cashChange : sum;
      }, 0);
      const gained = result.equity.at(-1)! - each.plan.cash;
      // Open trades are valued without rounding, so a cent may lie between.
      assert.ok(Math.abs(gained - profits - flows) < 0.02, `${gained} against ${profits} + ${flows}`);
    }),
    { numRuns: 300 },
  );
});

test('without shorts cash and positions never fall below zero', () => {
  const longOnly = anyCase.filter(({ settings }) => settings.rules!.shorting === null);
  fc.assert(
    fc.property(longOnly, (each) => {
      const { cash, positions } = runCase(each);
      assert.ok(
        cash.every((value) => value >= -1e-6),
        `cash ${Math.min(...cash)}`,
      );
      assert.ok(positions.every((column) => column.every((held) => held >= 0)));
    }),
    { numRuns: 200 },
  );
});

test('every amount of a rounded ledger is whole cents', () => {
  const inCents = anyCase.filter(({ settings }) => settings.moneyDecimals === 2);
  fc.assert(
    fc.property(inCents, (each) => {
      for (const { cash, cashChange, receivable, fees } of runCase(each).ledger) {
        for (const amount of [cash, cashChange, receivable, ...Object.values(fees ?? {})]) {
          assert.equal(Math.round(amount * 100) / 100, amount);
        }
      }
    }),
    { numRuns: 200 },
  );
});

/** What a purchase takes, in cents, by whole numbers: price in cents, rates in millionths, a minimum in cents. */
function costOf(shares: number, price: number, rate: number, minimum: number): bigint {
  const notional = BigInt(shares) * BigInt(price);
  const commission = (2n * notional * BigInt(rate) + 1_000_000n) / 2_000_000n;
  return notional + (commission > BigInt(minimum) ? commission : BigInt(minimum));
}

test('an order for all the money buys as much as it pays for, and not a lot more', () => {
  const purchase = fc.record({
    cash: fc.integer({ min: 1_000, max: 50_000_000 }),
    price: fc.integer({ min: 1, max: 50_000 }),
    rate: fc.constantFrom(1, 250, 3_000, 99_999),
    minimum: fc.constantFrom(0, 500),
    step: fc.constantFrom(1, 100),
  });
  fc.assert(
    fc.property(purchase, ({ cash, price, rate, minimum, step }) => {
      const costs = { commission: { rate: rate / 1e6, minimum: minimum / 100 } };
      const usual = rules({ costs, tick: 0.01, lot: { min: step, step } });
      const strategy = () => () => ({ value: 1e12 });
      const market = flatBars([price / 100, price / 100]);
      const bought = backtest({ market, cash: cash / 100, rules: usual, strategy }).positions[0]![1]!;
      assert.ok(bought === 0 || costOf(bought, price, rate, minimum) <= BigInt(cash), `${bought} is too much`);
      assert.ok(costOf(bought + step, price, rate, minimum) > BigInt(cash), `${bought} is too little`);
    }),
    { numRuns: 500 },
  );
});
