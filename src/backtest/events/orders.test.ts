import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from '../backtest.ts';
import type { Asset, Market } from '../market/market.ts';
import { columnOf, flatBars, orderTexts, someDays } from '../market-for-tests.ts';
import { binaries, usShares } from '../rules/presets.ts';
import { rules } from '../rules/rules.ts';
import type { BarView } from './bar-view.ts';
import type { Instruction } from './order.ts';
import type { Strategy } from './run-bars.ts';

/** Bars as `open high low close`. */
function bars(...rows: readonly (readonly [number, number, number, number])[]): Market {
  const column = (index: number) => Float64Array.from(rows, (row) => row[index]!);
  const asset: Asset = { name: 'ACME', open: column(0), high: column(1), low: column(2), close: column(3) };
  return { sessions: someDays(rows.length), assets: [asset] };
}

/** A strategy that says something at given bars and nothing at others. */
function script(lines: Readonly<Record<number, Instruction | readonly Instruction[]>>): () => Strategy {
  return () =>
    ({ bar }) =>
      lines[bar] ?? null;
}

const cash = 10_000;

test('every kind of size: shares, value and weight are added, targets are reached', () => {
  const market = flatBars([10, 10, 10, 10, 10, 10, 10, 10]);
  const strategy = script({
    0: { shares: 100 }, // 100
    1: { value: 1_005 }, // 100 for 1000
    2: { weight: -0.05 }, // 50 of 500
    3: { targetShares: 70 }, // 80 sold
    4: { targetValue: 2_000 }, // 200
    5: { targetWeight: 0.5 }, // 500 of 5000
  });
  const { positions, orders } = backtest({ market, cash, strategy });
  assert.deepEqual([...positions[0]!], [0, 100, 200, 150, 70, 200, 500, 500]);
  assert.ok(orders.every(({ state }) => state === 'filled'));
});

test('an order for more shares than there is money for is refused; one for money is cut', () => {
  const market = flatBars([10, 10, 10, 10]);
  const strategy = script({ 0: { shares: 1_001, tag: 'greedy' }, 1: { value: 20_000 } });
  const result = backtest({ market, cash, strategy });
  assert.deepEqual(orderTexts(result), [
    'ACME rejected insufficient_cash 0 @1',
    'ACME reduced insufficient_cash 1000 @2',
  ]);
  assert.equal(result.orders[0]!.request.tag, 'greedy');
});

test('selling more than is held is refused; closing what is not held changes nothing', () => {
  const market = flatBars([10, 10, 10, 10, 10]);
  const strategy = script({ 0: { shares: 100 }, 1: { shares: -101 }, 2: { shares: -100 }, 3: { targetShares: 0 } });
  assert.deepEqual(orderTexts(backtest({ market, cash, strategy })), [
    'ACME filled - 100 @1',
    'ACME rejected insufficient_position 0 @2',
    'ACME filled - -100 @3',
    'ACME unneeded nothing_to_change 0 @4',
  ]);
});

test('shorts need to be allowed, and as much own money as the margin says', () => {
  const market = flatBars([10, 10, 10]);
  const strategy = script({ 0: { targetWeight: -2 } });
  const run = (marginRate: number | null) => {
    const shorting = marginRate === null ? null : { marginRate, borrowAnnual: 0 };
    return orderTexts(backtest({ market, cash, strategy, rules: rules({ shorting }) }));
  };
  assert.deepEqual(run(null), ['ACME rejected short_not_allowed 0 @1']);
  assert.deepEqual(run(1), ['ACME reduced insufficient_margin -1000 @1']);
  assert.deepEqual(run(0.5), ['ACME filled - -2000 @1']);
});

test('an order from long to short is two fills: one closes, one opens', () => {
  const market = flatBars([10, 10, 10, 8]);
  const result = backtest({
    market,
    cash,
    rules: usShares(),
    strategy: script({ 0: { shares: 100 }, 1: { shares: -250 } }),
  });
  assert.deepEqual(
    result.ledger.map(({ quantity, position }) => [quantity, position]),
    [
      [100, 100],
      [-100, 0],
      [-150, -150],
    ],
  );
  assert.equal(result.equity[3], 10_300);
});

test('a limit buys at its price or better, and waits until then', () => {
  const market = bars([10, 10, 10, 10], [10, 10.2, 9.6, 10], [9.4, 9.8, 9.3, 9.7], [9, 9, 9, 9]);
  const at = (limit: number) => {
    const [fill] = backtest({ market, cash, strategy: script({ 0: { shares: 10, limit } }) }).ledger;
    return fill === undefined ? null : [fill.bar, fill.price];
  };
  assert.deepEqual(at(9.7), [1, 9.7]); // within the range
  assert.deepEqual(at(9.5), [2, 9.4]); // the open was better
  assert.deepEqual(at(10.5), [1, 10]);
  assert.equal(at(8.9), null);
});

test('a stop sells at its price, or at an open that is worse', () => {
  const market = bars([10, 10, 10, 10], [10, 10, 10, 10], [10, 10.1, 9.4, 9.8], [9, 9.2, 8.8, 9]);
  const at = (stop: number) => {
    const result = backtest({ market, cash, strategy: script({ 0: { shares: 10 }, 1: { targetShares: 0, stop } }) });
    return result.ledger[1] === undefined ? null : [result.ledger[1].bar, result.ledger[1].price];
  };
  assert.deepEqual(at(9.5), [2, 9.5]);
  assert.deepEqual(at(9.3), [3, 9]); // opened below
  assert.equal(at(8.7), null);
});

test('a bar that reaches both the stop and the limit takes the stop; the other exit is withdrawn', () => {
  const market = bars([10, 10, 10, 10], [10, 10, 10, 10], [10, 11.5, 8.5, 10], [10, 12, 8, 10]);
  const exits: readonly Instruction[] = [
    { targetShares: 0, limit: 11 },
    { targetShares: 0, stop: 9 },
  ];
  const result = backtest({ market, cash, strategy: script({ 0: [{ shares: 10 }, ...exits] }) });
  assert.deepEqual(orderTexts(result), [
    'ACME filled - 10 @1',
    'ACME cancelled position_closed 0 @2',
    'ACME filled - -10 @2',
  ]);
  assert.equal(result.ledger[1]!.price, 9);
});

test('a stop that the entry itself has fallen through closes it at that open', () => {
  const market = bars([10, 10, 10, 10], [8.5, 9.5, 8.4, 9.4]);
  const result = backtest({ market, cash, strategy: script({ 0: [{ shares: 10 }, { targetShares: 0, stop: 9 }] }) });
  assert.deepEqual(
    result.ledger.map(({ kind, price }) => [kind, price]),
    [
      ['buy', 8.5],
      ['sell', 8.5],
    ],
  );
});

test('orders can be for one bar, stand, be taken back, or stay open at the end', () => {
  const market = bars([10, 10, 10, 10], [10, 10, 10, 10], [10, 10, 10, 10], [10, 10, 10, 10]);
  const limit = 5;
  const strategy = script({
    0: [
      { shares: 1, limit, timeInForce: 'bar' },
      { shares: 2, limit },
      { shares: 3, limit },
    ],
    1: { cancel: 1 },
    3: { shares: 4 },
  });
  assert.deepEqual(orderTexts(backtest({ market, cash, strategy })), [
    'ACME expired not_reached 0 @1',
    'ACME cancelled cancelled 0 @1',
    'ACME open - 0 @null',
    'ACME open - 0 @null',
  ]);
});

test('a market order is for the next bar only, unless it is said to stand', () => {
  const market = flatBars([10, Number.NaN, 10, 10], { close: columnOf(10, 10, 10, 10) });
  const bought = (timeInForce: 'bar' | 'until-filled') =>
    orderTexts(backtest({ market, cash, strategy: script({ 0: { shares: 5, timeInForce } }) }));
  assert.deepEqual(bought('bar'), ['ACME rejected no_price 0 @1']);
  assert.deepEqual(bought('until-filled'), ['ACME filled - 5 @2']);
});

test('nothing fills in a suspended, silent or carried bar', () => {
  const reasonIn = (more: Partial<Asset>) =>
    backtest({ market: flatBars([10, 10, 10], more), cash, strategy: script({ 0: { shares: 5 } }) }).orders[0]!.reason;
  assert.equal(reasonIn({ isSuspended: Uint8Array.of(0, 1, 0) }), 'suspended');
  assert.equal(reasonIn({ volume: columnOf(1, 0, 1) }), 'no_volume');
  assert.equal(reasonIn({ fillMethod: Uint8Array.of(0, 2, 0) }), 'no_price');
  assert.equal(reasonIn({ resolution: { on: '2024-01-02', payout: 0 } }), 'resolved');
});

test('nothing is bought for nothing: a binary at 0 has no seller', () => {
  const result = backtest({
    market: flatBars([0, 0, 0]),
    cash,
    rules: binaries(),
    strategy: script({ 0: { shares: 5 } }),
  });
  assert.deepEqual(orderTexts(result), ['ACME rejected no_price 0 @1']);
});

test('a split changes the orders that stand', () => {
  const rows = [10, 10, 5, 5].map((price) => [price, price, price, price] as const);
  const market = bars(...rows);
  const split = [{ exOn: '2024-01-03', sharesPerShare: 2 }];
  const [asset] = market.assets;
  const result = backtest({
    market: { ...market, assets: [{ ...asset!, actions: split, low: columnOf(10, 10, 5, 4.4) }] },
    cash,
    strategy: script({ 0: { shares: 10, limit: 9 } }),
  });
  // 10 at 9 has become 20 at 4.50.
  assert.deepEqual(
    result.ledger.map(({ bar, quantity, price }) => [bar, quantity, price]),
    [[3, 20, 4.5]],
  );
});

test('after a ruin nothing new is opened, and what is short can be covered', () => {
  const market = flatBars([10, 10, 30, 30, 30]);
  const strategy = script({ 0: { targetShares: -1_000 }, 2: [{ shares: -1 }, { targetShares: 0 }], 3: { shares: 1 } });
  const result = backtest({ market, cash, rules: usShares(), strategy });
  assert.equal(result.ruinedAtBar, 2);
  assert.deepEqual(orderTexts(result), [
    'ACME filled - -1000 @1',
    'ACME rejected ruined 0 @3',
    'ACME filled - 1000 @3',
    'ACME rejected ruined 0 @4',
  ]);
  assert.equal(result.equity[4], -10_000);
});

test('a strategy sees its bar and those before it, its account and its orders', () => {
  const seen: unknown[] = [];
  const look = (view: BarView): Instruction | null => {
    const { bar, session, cash: money, equity } = view;
    seen.push([bar, session, money, equity, view.close(), view.close(undefined, 1), view.position()]);
    seen.push([...view.history('close', 2)], view.value('double', 'ACME'), view.orders().length);
    return bar === 0 ? { shares: 10 } : null;
  };
  const market = flatBars([10, 11, 12], { columns: { double: columnOf(20, 22, 24) } });
  backtest({ market, cash: 1_000, strategy: () => look });
  assert.deepEqual(seen, [
    ...[[0, 19_723, 1_000, 1_000, 10, Number.NaN, 0], [10], 20, 0],
    ...[[1, 19_724, 890, 1_000, 11, 10, 10], [10, 11], 22, 0],
    ...[[2, 19_725, 890, 1_010, 12, 11, 10], [11, 12], 24, 0],
  ]);
});

test('what a strategy is handed cannot be used to change the market', () => {
  const market = flatBars([10, 11, 12]);
  const strategy = () => (view: BarView) => {
    view.history('close', 3).fill(0);
    return null;
  };
  backtest({ market, cash, strategy });
  assert.deepEqual([...market.assets[0]!.close], [10, 11, 12]);
});

test('next-close fills at the close of the bar after the decision', () => {
  const market: Market = {
    sessions: someDays(3),
    assets: [{ name: 'ACME', open: columnOf(10, 20, 30), close: columnOf(11, 21, 31) }],
  };
  const result = backtest({ market, cash, fillAt: 'next-close', strategy: script({ 0: { shares: 10 } }) });
  assert.deepEqual(
    result.ledger.map(({ bar, price }) => [bar, price]),
    [[1, 21]],
  );
});
