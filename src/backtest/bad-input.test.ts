import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TapelineError } from '../core/errors.ts';
import { sentence } from '../core/messages/sentence.ts';
import { backtest } from './backtest.ts';
import type { Instruction } from './events/order.ts';
import type { Asset, Market } from './market/market.ts';
import { columnOf, daysOf, flatBars, someDays } from './market-for-tests.ts';
import { aShares, binaries } from './rules/presets.ts';
import { FRICTIONLESS, type Rules, rules } from './rules/rules.ts';
import { findLookAhead } from './search/look-ahead.ts';

const cash = 1_000;
const positions = columnOf(0, 0);

function refused(work: () => unknown, text: RegExp): void {
  assert.throws(work, (error: unknown) => {
    assert.ok(error instanceof TapelineError, String(error));
    assert.equal(error.code, 'backtest.invalid');
    assert.match(error.message, text);
    return true;
  });
}

function refusedMarket(market: Market, text: RegExp, usual: Rules = FRICTIONLESS): void {
  refused(() => backtest({ market, cash, positions, rules: usual }), text);
}

test('bars out of order or twice are refused, with the dates', () => {
  refusedMarket(
    flatBars([1, 1], { sessions: daysOf('2024-01-03', '2024-01-02') }),
    /goes back at bar 1: 2024-01-02 after 2024-01-03/,
  );
  refusedMarket(flatBars([1, 1], { sessions: daysOf('2024-01-03', '2024-01-03') }), /sessions repeats at bar 1/);
  const sessions = daysOf('2024-01-03', '2024-01-03');
  const startsAtMs = (...values: number[]) => ({ ...flatBars([1, 1], { sessions }), startsAtMs: columnOf(...values) });
  refusedMarket(startsAtMs(5, 5), /startsAtMs repeats at bar 1/);
  refusedMarket(startsAtMs(5, Number.NaN), /startsAtMs goes back at bar 1|startsAtMs\[1\] is NaN/);
  refusedMarket(startsAtMs(5), /startsAtMs has 1 bars, sessions have 2/);
});

test('columns of another length are refused by name', () => {
  refusedMarket(flatBars([1, 1], { close: columnOf(1) }), /"ACME": column "close" has 1 bars, the market has 2/);
  refusedMarket(flatBars([1, 1], { columns: { factor: columnOf(1, 1, 1) } }), /column "factor" has 3 bars/);
  const run = (column: Float64Array) => () => backtest({ market: flatBars([1, 1]), cash, positions: column });
  refused(run(columnOf(1)), /the column of "ACME" has 1 bars, the run ends after 2/);
  refused(
    () => backtest({ market: flatBars([1, 1]), cash, positions: [positions, positions] }),
    /2 columns for 1 assets/,
  );
});

test('prices that cannot be are refused: zero, below, infinite, above one for a binary', () => {
  refusedMarket(flatBars([1, 0]), /open is 0 at bar 1/);
  refusedMarket(flatBars([1, -3]), /open is -3 at bar 1/);
  refusedMarket(flatBars([1, Infinity]), /open is Infinity at bar 1/);
  refusedMarket(flatBars([0.5, 1.01]), /from 0 to 1/, binaries());
  assert.doesNotThrow(() => backtest({ market: flatBars([0, 1]), cash, positions, rules: binaries() }));
  refusedMarket(flatBars([1, 1], { volume: columnOf(1, -1) }), /volume is -1 at bar 1/);
  const range = { high: columnOf(2, 1), low: columnOf(1, 1.5) };
  refusedMarket(flatBars([1, 1.2], range), /bar 1 contradicts itself: open 1.2, high 1, low 1.5/);
});

test('a price that was interpolated knows the future and is refused', () => {
  refusedMarket(
    flatBars([1, 1], { fillMethod: Uint8Array.of(0, 3) }),
    /close of bar 1 was interpolated from later bars/,
  );
});

test('assets: none, two of a name, actions and payouts that cannot be', () => {
  refusedMarket({ sessions: someDays(2), assets: [] }, /it has no assets/);
  const [asset] = flatBars([1, 1]).assets;
  refusedMarket({ sessions: someDays(2), assets: [asset!, asset!] }, /there are two of that name/);
  const withAction = (action: NonNullable<Asset['actions']>[number]) => flatBars([1, 1], { actions: [action] });
  refusedMarket(withAction({ exOn: '2024-01-02', sharesPerShare: 0 }), /shares 0/);
  refusedMarket(withAction({ exOn: '2024-01-02', cashPerShare: 1, payableOn: '2024-01-01' }), /payable 2024-01-01/);
  refusedMarket(flatBars([1, 1], { resolution: { on: '2024-01-02', payout: 1.5 } }), /resolves at 1.5/, binaries());
});

test('rules: rates, lots and slippage that cannot be', () => {
  const market = flatBars([1, 1]);
  const bad = (overrides: Parameters<typeof rules>[0], text: RegExp) => refusedMarket(market, text, rules(overrides));
  bad({ costs: { commission: { rate: -0.1 } } }, /"costs.commission.rate": it is -0.1/);
  bad({ costs: { commission: { rate: 1 } } }, /it is 1/);
  bad({ lot: { min: 1, step: -1 } }, /"lot.step"/);
  bad({ slippage: { kind: 'ticks', ticks: 1 } }, /there is no tick/);
  bad({ slippage: { kind: 'ratio', ratio: Number.NaN } }, /slippage.ratio/);
  bad({ costs: { binaryFeeRate: 0.07 } }, /no upper bound/);
  bad({ shorting: { marginRate: 0, borrowAnnual: 0 } }, /marginRate/);
  bad(
    {
      costs: {
        stampDuty: [
          { from: '2023-01-01', buy: 0, sell: 0.001 },
          { from: '2022-01-01', buy: 0, sell: 0 },
        ],
      },
    },
    /row 1 is from 2022-01-01/,
  );
  refusedMarket(market, /no tick/, rules({ tick: null }, aShares('main')));
});

test('settings: cash, ranges, decimals, moments of filling', () => {
  const market = flatBars([1, 1]);
  const run = (more: object) => () => backtest({ market, cash, positions, ...more });
  refused(run({ cash: 0 }), /it is 0/);
  refused(run({ cash: Number.NaN }), /it is NaN/);
  refused(run({ begin: 1, end: 3 }), /it is 1 to 3/);
  refused(run({ moneyDecimals: 2.5 }), /moneyDecimals/);
  refused(run({ fillAt: 'this-close' }), /cannot be filled at a price it was made from/);
  refused(run({ benchmark: 'SPX' }), /no asset "SPX"/);
  refused(run({ benchmark: columnOf(Number.NaN, 1) }), /no price at bar 0/);
});

test('no bars, and one bar, are results without trades', () => {
  const none = backtest({ market: flatBars([]), cash, positions: columnOf() });
  assert.deepEqual([none.equity.length, none.returns.length, none.trades.length], [0, 0, 0]);
  const one = backtest({ market: flatBars([5]), cash, positions: columnOf(1) });
  assert.deepEqual([[...one.equity], one.returns.length, one.orders[0]?.state], [[cash], 0, 'open']);
});

test('an asset that never has a price is never traded', () => {
  const hollow = flatBars([Number.NaN, Number.NaN, Number.NaN]);
  const result = backtest({ market: hollow, cash, positions: columnOf(1, 1, 1), timeInForce: 'bar' });
  assert.deepEqual([result.ledger.length, result.orders[0]?.reason, result.equity[2]], [0, 'no_price', cash]);
});

test('sizes that are no numbers are refused orders', () => {
  const market = flatBars([1, 1, 1]);
  const reasonOf = (size: Instruction) => backtest({ market, cash, strategy: () => () => size }).orders[0]?.reason;
  assert.equal(reasonOf({ shares: Number.NaN }), 'invalid_size');
  assert.equal(reasonOf({ targetWeight: Infinity }), 'invalid_size');
  assert.equal(backtest({ market, cash, positions: columnOf(Infinity, 0, 0) }).orders[0]?.reason, 'invalid_size');
});

test('a strategy that throws is named with its bar, in both languages', () => {
  const market = flatBars([1, 1, 1]);
  const strategy = () => (view: { readonly bar: number }) => {
    if (view.bar === 1) throw new RangeError('division by the moon');
    return null;
  };
  assert.throws(
    () => backtest({ market, cash, strategy, name: 'lunar' }),
    (error: unknown) => {
      assert.ok(error instanceof TapelineError);
      assert.equal(error.code, 'backtest.strategy_threw');
      assert.match(error.message, /"lunar" threw at bar 1 \(2024-01-02\): RangeError: division by the moon/);
      assert.match(sentence(error, 'zh'), /策略“lunar”在第 1 根K线/);
      assert.ok(error.cause instanceof RangeError);
      return true;
    },
  );
});

test('a strategy that asks for what is not there, or not yet there, is told so', () => {
  const market = flatBars([1, 1]);
  const says = (instruction: object) => () =>
    backtest({ market, cash, strategy: () => () => instruction as Instruction });
  refused(says({ shares: 1, asset: 'NOPE' }), /no asset "NOPE".*Name one of ACME/);
  refused(says({}), /no size, or several/);
  refused(says({ shares: 1, weight: 1 }), /no size, or several/);
  refused(says({ shares: 1, limit: 1 }), /need its high and low/);
  const looks = (look: (view: Parameters<ReturnType<Parameters<typeof runStrategy>[0]>>[0]) => unknown) => () =>
    runStrategy(() => (view) => {
      look(view);
      return null;
    });
  refused(
    looks((view) => view.close(undefined, -1)),
    /it asked for -1 bars ago/,
  );
  refused(
    looks((view) => view.history('close', 1.5)),
    /the last 1.5 values/,
  );
  refused(
    looks((view) => view.price('high')),
    /it has no high/,
  );
  refused(
    looks((view) => view.value('toString')),
    /no column "toString"/,
  );
});

function runStrategy(strategy: Extract<Parameters<typeof backtest>[0], { strategy: unknown }>['strategy']) {
  return backtest({ market: flatBars([1, 1]), cash, strategy });
}

test('a backtest that knows the future is found out', () => {
  const market = flatBars([10, 11, 10, 12, 11, 13, 12, 14, 13, 15]);
  const tomorrow = (shown: Market) => {
    const { close } = shown.assets[0]!;
    const wanted = close.map((price, bar) => (close[bar + 1]! > price ? 1 : 0));
    return backtest({ market: shown, cash, positions: wanted });
  };
  const found = findLookAhead({ market, run: tomorrow, cuts: [3] });
  assert.deepEqual([found?.cut, found?.bar, found?.what], [3, 2, 'decision']);
  const honest = (shown: Market) => {
    const { close } = shown.assets[0]!;
    return backtest({
      market: shown,
      cash,
      positions: close.map((price, bar) => (price > (close[bar - 1] ?? price) ? 1 : 0)),
    });
  };
  assert.equal(findLookAhead({ market, run: honest }), null);
  refused(() => findLookAhead({ market, run: honest, cuts: [0] }), /0 is not a number of bars/);
});
