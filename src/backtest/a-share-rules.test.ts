import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backtest } from './backtest.ts';
import { sellable } from './book/lots.ts';
import type { Instruction } from './events/order.ts';
import type { Asset } from './market/market.ts';
import { prepareMarket } from './market/prepare.ts';
import { columnOf, daysOf, flatBars, orderTexts } from './market-for-tests.ts';
import { aShares, type Board, boardOf } from './rules/presets.ts';

/** The limits of the second of two sessions, from the close of the first. */
function limitsOn(
  session: string,
  previous: number,
  board: Board,
  more: Partial<Asset> = {},
): readonly [number, number] {
  const [day] = daysOf(session);
  const market = flatBars([previous, previous], { sessions: Int32Array.of(day! - 3, day!), ...more });
  const free = aShares(board, { costs: { stampDuty: [], transferFee: [] } });
  const { limits } = prepareMarket(market, { rules: free }).assets[0]!.quotes;
  return [limits!.up[1]!, limits!.down[1]!];
}

test('price limits by board and date, rounded half up to the cent', () => {
  assert.deepEqual(limitsOn('2024-03-05', 4.26, 'main'), [4.69, 3.83]); // 4.686, 3.834
  assert.deepEqual(limitsOn('2024-03-05', 4.25, 'main'), [4.68, 3.83]); // 4.675, 3.825
  assert.deepEqual(limitsOn('2024-03-05', 10.03, 'star'), [12.04, 8.02]); // 12.036, 8.024
  assert.deepEqual(limitsOn('2024-03-05', 10.03, 'bse'), [13.04, 7.02]); // 13.039, 7.021
  assert.deepEqual(limitsOn('2020-08-21', 10, 'chinext'), [11, 9]);
  assert.deepEqual(limitsOn('2020-08-24', 10, 'chinext'), [12, 8]);
  assert.deepEqual(limitsOn('1996-12-13', 10, 'main'), [Number.NaN, Number.NaN]);
});

test('shares under special treatment move 5 % until 3 July 2026, 10 % from the 6th on', () => {
  const special = { isSpecial: Uint8Array.of(1, 1) };
  assert.deepEqual(limitsOn('2026-07-03', 10, 'main', special), [10.5, 9.5]);
  assert.deepEqual(limitsOn('2026-07-06', 10, 'main', special), [11, 9]);
  assert.deepEqual(limitsOn('2024-03-05', 10, 'star', special), [12, 8]);
});

test('a new listing has no limit for five sessions, the sixth has one', () => {
  // Listed on Thursday 2024-03-07: its fifth session is Wednesday the 13th.
  const listed = { listedOn: '2024-03-07' };
  assert.deepEqual(limitsOn('2024-03-13', 10, 'main', listed), [Number.NaN, Number.NaN]);
  assert.deepEqual(limitsOn('2024-03-14', 10, 'main', listed), [11, 9]);
  assert.deepEqual(limitsOn('2024-03-08', 10, 'bse', listed), [13, 7]);
});

test('on an ex-date the reference is the close less the dividend, over the new shares', () => {
  const actions = [{ exOn: '2024-03-05', cashPerShare: 0.5, sharesPerShare: 1.3 }];
  // (10 - 0.50) / 1.3 = 7.3077 -> 7.31; 8.041 and 6.579.
  assert.deepEqual(limitsOn('2024-03-05', 10, 'main', { actions }), [8.04, 6.58]);
});

test('nothing is bought at the upper limit, nothing sold at the lower one; a tick inside both fill', () => {
  const sessions = daysOf('2024-03-04', '2024-03-05', '2024-03-06', '2024-03-07');
  const run = (prices: readonly number[], positions: readonly number[]) => {
    const market = flatBars(prices, { sessions });
    const plan = { positions: columnOf(...positions), unit: 'shares', timeInForce: 'bar' } as const;
    return orderTexts(backtest({ market, cash: 10_000, rules: aShares('main'), ...plan }));
  };
  assert.deepEqual(run([10, 11, 11, 11], [100, 100, 100, 100]), ['ACME rejected limit_up 0 @1']);
  assert.deepEqual(run([10, 10.99, 11, 11], [100, 100, 100, 100]), ['ACME filled - 100 @1']);
  assert.deepEqual(run([10, 10, 9, 9], [100, 0, 0, 0]), ['ACME filled - 100 @1', 'ACME rejected limit_down 0 @2']);
  assert.deepEqual(run([10, 10, 9.01, 9], [100, 0, 0, 0]), ['ACME filled - 100 @1', 'ACME filled - -100 @2']);
});

test("the provider's own limits go before the table, and a wish stands until the limit is gone", () => {
  const sessions = daysOf('2024-03-04', '2024-03-05', '2024-03-06', '2024-03-07');
  const limitUp = columnOf(Number.NaN, 10.4, 10.9, Number.NaN);
  const market = flatBars([10, 10.4, 10.5, 10.6], { sessions, limitUp });
  const result = backtest({
    market,
    cash: 10_000,
    rules: aShares('main'),
    positions: columnOf(100, 100, 100, 100),
    unit: 'shares',
  });
  assert.deepEqual(orderTexts(result), ['ACME filled - 100 @2']);
});

test('what was bought in a session is sold in the next one at the earliest', () => {
  const [first, second] = daysOf('2024-03-04', '2024-03-05');
  const sessions = Int32Array.of(first!, first!, first!, second!, second!);
  const startsAtMs = Float64Array.from([1, 2, 3, 90, 91], (hour) => hour * 3_600_000);
  const market = { ...flatBars([10, 10, 10, 10, 10], { sessions }), startsAtMs };
  const plan = { positions: columnOf(200, 0, 0, 0, 0), unit: 'shares', cash: 10_000, market } as const;
  assert.deepEqual(orderTexts(backtest({ ...plan, rules: aShares('main'), timeInForce: 'bar' })), [
    'ACME filled - 200 @1',
    'ACME rejected t_plus_one 0 @2',
  ]);
  assert.deepEqual(orderTexts(backtest({ ...plan, rules: aShares('main') })), [
    'ACME filled - 200 @1',
    'ACME filled - -200 @3',
  ]);
  assert.deepEqual(orderTexts(backtest({ ...plan, rules: aShares('main', { settlement: 'T+0' }) })), [
    'ACME filled - 200 @1',
    'ACME filled - -200 @2',
  ]);
});

test('of a position that is part old and part new only the old can be sold: an order for more is refused or cut', () => {
  const [first, second, third] = daysOf('2024-03-04', '2024-03-05', '2024-03-06');
  const sessions = Int32Array.of(first!, first!, second!, second!, third!);
  const market = { ...flatBars([10, 10, 10, 10, 10], { sessions }), startsAtMs: Float64Array.of(1, 2, 3, 4, 5) };
  const said: readonly (readonly Instruction[])[] = [
    [{ shares: 200 }],
    [{ shares: 100 }],
    [{ shares: -250 }, { targetShares: 0, timeInForce: 'until-filled' }],
  ];
  const strategy = () => (view: { readonly bar: number }) => said[view.bar] ?? null;
  assert.deepEqual(orderTexts(backtest({ market, cash: 10_000, rules: aShares('main'), strategy })), [
    'ACME filled - 200 @1',
    'ACME filled - 100 @2',
    'ACME rejected t_plus_one 0 @3',
    'ACME filled - -300 @4',
  ]);
});

test('lots: hundreds on the main board, 200 and then single shares on STAR, 100 and then single ones in Beijing', () => {
  const sessions = daysOf('2024-03-04', '2024-03-05', '2024-03-06');
  const bought = (board: Board, shares: number) => {
    const market = flatBars([10, 10, 10], { sessions });
    const plan = { positions: columnOf(shares, shares, shares), unit: 'shares' } as const;
    return orderTexts(backtest({ market, cash: 100_000, rules: aShares(board), ...plan }))[0];
  };
  assert.equal(bought('main', 99), 'ACME rejected below_lot 0 @1');
  assert.equal(bought('main', 250), 'ACME filled - 200 @1');
  assert.equal(bought('star', 199), 'ACME rejected below_lot 0 @1');
  assert.equal(bought('star', 201), 'ACME filled - 201 @1');
  assert.equal(bought('bse', 99), 'ACME rejected below_lot 0 @1');
  assert.equal(bought('bse', 101), 'ACME filled - 101 @1');
});

test('an odd lot is sold whole or not at all', () => {
  const [main, star] = [aShares('main').lot, aShares('star').lot];
  assert.equal(sellable(130, 130, main), 130);
  assert.equal(sellable(120, 130, main), 100);
  assert.equal(sellable(50, 130, main), 30);
  assert.equal(sellable(29, 130, main), 0);
  assert.equal(sellable(230, 330, main), 230);
  assert.equal(sellable(150, 150, star), 150);
  assert.equal(sellable(150, 400, star), 0);
  assert.equal(sellable(201, 400, star), 201);
});

test('boards follow from codes', () => {
  const boards = [
    '600000',
    '601398.XSHG',
    '688981',
    '000001',
    '003816',
    '300750',
    '301236',
    '430047',
    '832000',
    '920001',
  ];
  assert.deepEqual(boards.map(boardOf), [
    ...['main', 'main', 'star', 'main', 'main', 'chinext', 'chinext', 'bse', 'bse', 'bse'],
  ]);
  assert.throws(() => boardOf('AAPL'), { code: 'backtest.invalid' });
  assert.throws(() => boardOf('60000'), { code: 'backtest.invalid' });
});

test('a date that the table of duties does not reach is refused, not taken for free', () => {
  const market = flatBars([10, 10], { sessions: daysOf('2015-07-30', '2015-07-31') });
  const run = (rules: ReturnType<typeof aShares>) => () =>
    backtest({ market, rules, cash: 1e5, positions: columnOf(0, 0) });
  assert.throws(run(aShares('main')), /table of transfer fees: it begins on 2015-08-01, the bars on 2015-07-30/);
  assert.doesNotThrow(run(aShares('main', { costs: { transferFee: [] } })));
});
