import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { CorporateAction } from './corporate-actions.ts';
import { SUSPENDED, startRqdataSandbox } from './index.ts';
import { connect } from './test-client.ts';

const sandbox = await startRqdataSandbox({ symbols: 200, from: '2023-01-03', to: '2025-06-30', seed: 5 });
const { market } = sandbox;
const { call } = await connect(sandbox.url);
after(() => sandbox.close());

const lastIndex = market.sessions.indexOf(market.sessions.findLast((session) => session <= '2025-06-30')!);
const series = market.instruments.map(market.series);
const found = <T>(value: T | undefined): T => {
  assert.ok(value !== undefined, 'the simulated market has no such case; choose another seed');
  return value;
};
const near = (left: number, right: number, tolerance: number, where: string): void =>
  assert.ok(Math.abs(left - right) <= tolerance, `${where}: ${left} is not ${right}`);

test('rows equal the simulated series, and stop at the last published session', async () => {
  const one = series[0]!;
  const { rows } = await call('get_price', { order_book_ids: one.instrument.orderBookId, adjust_type: 'none' });
  assert.equal(rows.length, lastIndex + 1);
  rows.forEach((row, index) => {
    assert.equal(row.datetime, market.sessions[index]);
    assert.equal(Number(row.close), one.closeCents[index]! / 100);
    assert.equal(Number(row.total_turnover), one.turnoverCents[index]! / 100);
    assert.equal(Number(row.volume), one.volume[index]!);
  });
});

test('any range of a stock is a part of the whole', async () => {
  const id = { order_book_ids: ['300001.XSHE', '000001.XSHE'], adjust_type: 'none' };
  const whole = await call('get_price', id);
  const part = await call('get_price', { ...id, start_date: '2024-03-01', end_date: '2024-05-31' });
  const inside = whole.rows.filter(({ datetime }) => datetime! >= '2024-03-01' && datetime! <= '2024-05-31');
  assert.deepEqual(part.rows, inside);
});

test('suspended sessions are filled, unless they are skipped', async () => {
  const one = found(series.find(({ flags }) => flags.subarray(0, lastIndex).includes(SUSPENDED)));
  const row = one.flags.findIndex((flags) => (flags & SUSPENDED) !== 0);
  const date = market.sessions[one.begin + row]!;
  const args = { order_book_ids: one.instrument.orderBookId, start_date: date, end_date: date, adjust_type: 'none' };
  const filled = found((await call('get_price', args)).rows[0]);
  assert.equal(filled.volume, '0.0');
  for (const field of ['open', 'high', 'low', 'close']) assert.equal(filled[field], filled.prev_close);
  assert.equal((await call('get_price', { ...args, skip_suspended: true })).text, '');
  const flags = await call('is_suspended', { order_book_ids: args.order_book_ids, start_date: date, end_date: date });
  assert.equal(flags.text, `date,${args.order_book_ids}\n${date},True\n\n`);
});

test('sessions without a limit have empty cells', async () => {
  const one = found(series.find(({ rows, limitUpCents }) => rows > 0 && limitUpCents[0] === 0));
  const { rows } = await call('get_price', { order_book_ids: one.instrument.orderBookId, adjust_type: 'none' });
  assert.deepEqual(
    rows.slice(0, 6).map(({ limit_up }) => limit_up === ''),
    [true, true, true, true, true, false],
  );
});

test('pre and post prices are the raw ones times the factors, and volumes run against the splits', async () => {
  const one = found(series.find(({ actions }) => actions.some((a) => a.sharesToTenths > 100 && a.exIndex < lastIndex)));
  const ids = { order_book_ids: one.instrument.orderBookId };
  const get = async (adjust_type: string) => (await call('get_price', { ...ids, adjust_type })).rows;
  const [none, pre, post] = [await get('none'), await get('pre'), await get('post')];
  const factors = (await call('get_ex_factor', ids)).rows;
  const splits = (await call('get_split', ids)).rows;
  const last = Number(factors.at(-1)!.ex_cum_factor);
  none.forEach((raw, index) => {
    const date = raw.datetime!;
    const cumulative = Number(factors.findLast(({ ex_date }) => ex_date! <= date)?.ex_cum_factor ?? 1);
    const shares = Number(splits.findLast(({ ex_dividend_date }) => ex_dividend_date! <= date)?.cum_factor ?? 1);
    near(Number(post[index]!.close), Number(raw.close) * cumulative, 1e-4 * cumulative, `${date} post`);
    near(Number(pre[index]!.close), (Number(raw.close) * cumulative) / last, 1e-3, `${date} pre`);
    near(Number(post[index]!.volume), Number(raw.volume) * shares, 1, `${date} volume`);
    assert.equal(pre[index]!.prev_close, raw.prev_close, 'the previous close is not adjusted');
  });
});

test('pre prices change with the query day: an ex-date in between rebases all history', async () => {
  const one = found(series.find(({ actions }) => actions.some((action) => action.exIndex <= lastIndex)));
  const action = one.actions[0]!;
  const evening = (index: number): number => Date.parse(`${market.sessions[index]}T20:00:00+08:00`);
  let nowMs = evening(action.exIndex - 1);
  await using moving = await startRqdataSandbox({
    ...{ symbols: 200, from: '2023-01-03', to: '2025-06-30', seed: 5 },
    clock: { nowMs: () => nowMs },
  });
  const day = market.sessions[one.begin + 3]!;
  const ask = async (): Promise<number> => {
    const client = await connect(moving.url);
    const args = { order_book_ids: one.instrument.orderBookId, start_date: day, end_date: day };
    return Number((await client.call('get_price', args)).rows[0]!.close);
  };
  const before = await ask();
  nowMs = evening(action.exIndex);
  near(before / (await ask()), action.exFactor, 1e-3, 'the rebasing');
});

test('factors are found by ex-date, dividends by announcement, splits by the date of the holders', async () => {
  const isBoth = (a: CorporateAction): boolean =>
    a.cashPerTenCents > 0 && a.sharesToTenths > 100 && a.exIndex <= lastIndex;
  const one = found(series.find(({ actions }) => actions.some(isBoth)));
  const action = one.actions.find(isBoth)!;
  const [declared, closing, ex] = [action.declarationIndex, action.exIndex - 1, action.exIndex].map(
    (index) => market.sessions[index]!,
  );
  const on = (method: string, date: string | undefined) =>
    call(method, { order_book_ids: one.instrument.orderBookId, start_date: date, end_date: date });
  const factor = found((await on('get_ex_factor', ex)).rows[0]);
  assert.deepEqual([factor.ex_date, factor.announcement_date], [ex, declared]);
  const dividend = found((await on('get_dividend', declared)).rows[0]);
  assert.deepEqual([dividend.ex_dividend_date, dividend.book_closure_date, dividend.round_lot], [ex, closing, '10.0']);
  assert.equal(Number(dividend.dividend_cash_before_tax), action.cashPerTenCents / 100);
  const split = found((await on('get_split', closing)).rows[0]);
  assert.deepEqual([split.split_coefficient_from, split.ex_dividend_date], ['10', ex]);
  for (const [method, date] of [
    ['get_ex_factor', declared],
    ['get_dividend', ex],
    ['get_split', ex],
  ] as const) {
    assert.equal((await on(method, date)).text, '', `${method} does not look at ${date}`);
  }
});

test('a dividend is known before it goes ex; its factor is not', async () => {
  const one = found(series.find(({ actions }) => actions.some((action) => action.cashPerTenCents > 0)));
  const action = one.actions.find(({ cashPerTenCents }) => cashPerTenCents > 0)!;
  const nowMs = Date.parse(`${market.sessions[action.declarationIndex]}T20:00:00+08:00`);
  await using early = await startRqdataSandbox({
    ...{ symbols: 200, from: '2023-01-03', to: '2025-06-30', seed: 5 },
    clock: { nowMs: () => nowMs },
  });
  const client = await connect(early.url);
  const ids = { order_book_ids: one.instrument.orderBookId };
  const dividend = (await client.call('get_dividend', ids)).rows.at(-1);
  assert.equal(dividend?.ex_dividend_date, market.sessions[action.exIndex]);
  const factors = (await client.call('get_ex_factor', ids)).rows;
  assert.ok(factors.every(({ ex_date }) => ex_date! < market.sessions[action.exIndex]!));
});

test('the documented restatement comes out as documented', async () => {
  const ask = { order_book_ids: ['000001.XSHE', '000048.XSHE'], fields: ['revenue', 'net_profit'] };
  const half = { ...ask, start_quarter: '2018q2', end_quarter: '2018q2' };
  const all = await call('get_pit_financials_ex', { ...half, statements: 'all' });
  assert.deepEqual(
    all.rows.map((row) => [row.order_book_id, row.info_date, row.revenue, row.if_adjusted, row.net_profit]),
    [
      ['000001.XSHE', '2018-08-16', '57241000000.0', '0', '13372000000.0'],
      ['000001.XSHE', '2019-08-08', '57241000000.0', '1', '13372000000.0'],
      ['000048.XSHE', '2018-08-31', '1063670000.0', '0', '77902050.0'],
      ['000048.XSHE', '2018-10-31', '1060487000.0', '0', '78803720.0'],
      ['000048.XSHE', '2019-06-15', '736268400.0', '0', '-35272760.0'],
      ['000048.XSHE', '2019-08-31', '736268400.0', '1', '-35272760.0'],
    ],
  );
  const latest = await call('get_pit_financials_ex', { ...ask, start_quarter: '2018q2', end_quarter: '2018q3' });
  assert.deepEqual(
    latest.rows.map((row) => [row.order_book_id, row.quarter, row.info_date, row.revenue]),
    [
      ['000001.XSHE', '2018q2', '2019-08-08', '57241000000.0'],
      ['000001.XSHE', '2018q3', '2019-10-22', '86664000000.0'],
      ['000048.XSHE', '2018q2', '2019-08-31', '736268400.0'],
      ['000048.XSHE', '2018q3', '2019-10-31', '1216331000.0'],
    ],
  );
});

test('statements are those that were known on the date asked for', async () => {
  const ask = { order_book_ids: '000048.XSHE', fields: ['revenue'], start_quarter: '2018q2', end_quarter: '2018q2' };
  const on = async (date: string): Promise<string | undefined> =>
    (await call('get_pit_financials_ex', { ...ask, date })).rows[0]?.revenue;
  assert.equal(await on('2018-08-30'), undefined);
  assert.equal(await on('2018-08-31'), '1063670000.0');
  assert.equal(await on('2018-10-30'), '1063670000.0');
  assert.equal(await on('2018-10-31'), '1060487000.0');
  assert.equal(await on('2019-08-07'), '736268400.0');
  const future = await call('get_pit_financials_ex', {
    ...ask,
    start_quarter: '2025q1',
    end_quarter: '2025q4',
    date: 20991231,
  });
  assert.ok(future.rows.length > 0 && future.rows.every(({ info_date }) => info_date! <= '2025-06-30'));
});

test('price over earnings uses the trailing year that was announced before the session', async () => {
  const id = '000002.XSHE';
  const date = '2025-05-15';
  const ask = { order_book_ids: id, start_date: date, end_date: date };
  const factor = found((await call('get_factor', { ...ask, factor: FACTORS })).rows[0]);
  const close = Number((await call('get_price', { ...ask, fields: 'close', adjust_type: 'none' })).rows[0]!.close);
  const known = await call('get_pit_financials_ex', {
    ...{ order_book_ids: id, date: '2025-05-14', start_quarter: '2024q1', end_quarter: '2025q1' },
    fields: ['net_profit_parent_company', 'equity_parent_company'],
  });
  const of = (quarter: string, field: string): number =>
    Number(known.rows.find((row) => row.quarter === quarter)![field]);
  const profit = (quarter: string): number => of(quarter, 'net_profit_parent_company');
  const trailing = profit('2025q1') + profit('2024q4') - profit('2024q1');
  const worth = Number(factor.market_cap);
  near(worth / close, Math.round(worth / close), 1e-3, 'a whole number of shares');
  near(Number(factor.pe_ratio_ttm), worth / trailing, 1e-3, 'price over earnings');
  near(Number(factor.pb_ratio_lf), worth / of('2025q1', 'equity_parent_company'), 1e-3, 'price over book');
});
const FACTORS = ['market_cap', 'pe_ratio_ttm', 'pb_ratio_lf', 'turnover'];

test('an announcement counts from the session after it on', async () => {
  const { orderBookId } = found(market.instruments.find(({ life }) => life.isListedBefore));
  const statements = market.statements(market.instrumentOf(orderBookId)!);
  const inside = (day: number): boolean => market.days.indexOf(day) > 0 && day < market.days[lastIndex]!;
  const annual = found(statements.find((one) => one.quarter % 4 === 3 && one.ifAdjusted === 0 && inside(one.infoDay)));
  const index = market.days.indexOf(annual.infoDay);
  const [start_date, end_date] = [market.sessions[index], market.sessions[index + 1]];
  const ask = { order_book_ids: orderBookId, factor: ['market_cap', 'pe_ratio_lyr'], start_date, end_date };
  const [before, after] = (await call('get_factor', ask)).rows;
  const profit = annual.values.net_profit_parent_company;
  near(Number(after!.pe_ratio_lyr), Number(after!.market_cap) / profit, 1e-3, 'the session after');
  assert.ok(Math.abs(Number(before!.pe_ratio_lyr) - Number(before!.market_cap) / profit) > 1e-2, 'the session itself');
});

test('a factor without dates is that of the session before', async () => {
  const reply = await call('get_factor', { order_book_ids: '000001.XSHE', factor: 'market_cap' });
  assert.deepEqual(reply.columns, ['order_book_id', 'date', 'market_cap']);
  assert.equal(reply.rows[0]!.date, '2025-06-27', 'the Friday before Monday 2025-06-30');
  const half = await call('get_factor', { order_book_ids: '000001.XSHE', factor: 'market_cap', start_date: 20250602 });
  assert.equal(half.status, 400);
});

test('flags are wide, True or False while listed and empty otherwise', async () => {
  const fresh = found(series.find((one) => one.begin > 0 && one.begin < lastIndex));
  const index = fresh.begin;
  const ids = ['000001.XSHE', fresh.instrument.orderBookId];
  const dates = { start_date: market.sessions[index - 1], end_date: market.sessions[index] };
  const reply = await call('is_st_stock', { order_book_ids: ids, ...dates });
  assert.deepEqual(reply.columns, ['date', ...ids]);
  assert.deepEqual(
    reply.rows.map((row) => row[ids[1]!]),
    ['', 'False'],
  );
  assert.match(reply.rows[0]![ids[0]!]!, /^(True|False)$/);
});

test('instruments of a date include those delisted since and exclude those listed later', async () => {
  const gone = found(market.instruments.find(({ life }) => life.end > 1 && life.end <= lastIndex));
  const came = found(market.instruments.find(({ life }) => !life.isListedBefore && life.begin <= lastIndex));
  const idsOn = async (date?: string): Promise<readonly string[]> =>
    (await call('all_instruments', { type: 'CS', ...(date === undefined ? {} : { date }) })).rows.map(
      (row) => row.order_book_id!,
    );
  const lastDay = market.sessions[gone.life.end - 1]!;
  assert.ok((await idsOn(lastDay)).includes(gone.orderBookId));
  assert.ok(!(await idsOn(market.sessions[gone.life.end])).includes(gone.orderBookId));
  assert.ok((await idsOn(market.sessions[came.life.begin])).includes(came.orderBookId));
  assert.ok(!(await idsOn(market.sessions[came.life.begin - 1])).includes(came.orderBookId));
  const ever = await idsOn();
  assert.ok(ever.includes(gone.orderBookId) && ever.includes(came.orderBookId));
  const row = found((await call('instruments', { order_book_ids: gone.orderBookId })).rows[0]);
  assert.deepEqual([row.status, row.de_listed_date], ['Delisted', market.sessions[gone.life.end]]);
});

test('instruments have the documented columns, a quoted list of hours, and simulated names', async () => {
  const reply = await call('instruments', { order_book_ids: ['000001.XSHE', '688001.XSHG'] });
  assert.equal(
    reply.columns.join(','),
    'order_book_id,industry_code,market_tplus,symbol,special_type,exchange,status,type,de_listed_date,listed_date,sector_code_name,abbrev_symbol,sector_code,round_lot,trading_hours,board_type,industry_name,issue_price,trading_code,office_address,province',
  );
  const [main, star] = reply.rows;
  assert.match(reply.text, /,"09:31-11:30,13:01-15:00",/);
  assert.equal(main!.trading_hours, '09:31-11:30,13:01-15:00');
  assert.deepEqual([main!.de_listed_date, main!.board_type, star!.board_type], ['0000-00-00', 'MainBoard', 'KSH']);
  assert.ok(reply.rows.every(({ symbol, abbrev_symbol }) => /^模拟/.test(symbol!) && /^SIM/.test(abbrev_symbol!)));
});

test('several types give six columns, and a type that is not simulated gives nothing', async () => {
  const short = await call('all_instruments');
  assert.deepEqual(short.columns, [
    'order_book_id',
    'symbol',
    'abbrev_symbol',
    'type',
    'listed_date',
    'de_listed_date',
  ]);
  assert.equal((await call('all_instruments', { type: 'ETF' })).text, '');
});

test('trading dates are those of the exchange', async () => {
  const dates = async (method: string, args: object) =>
    (await call(method, { ...args })).rows.map((row) => row.trading_date);
  const golden = { start_date: 20240925, end_date: '2024-10-09' };
  const expected = ['2024-09-25', '2024-09-26', '2024-09-27', '2024-09-30', '2024-10-08', '2024-10-09'];
  assert.deepEqual(await dates('get_trading_dates', golden), expected, 'around the National Day of 2024');
  assert.deepEqual(await dates('get_previous_trading_date', { date: 20241008 }), ['2024-09-30']);
  assert.deepEqual(await dates('get_previous_trading_date', { date: 20241008, n: 3 }), ['2024-09-26']);
  assert.deepEqual(await dates('get_next_trading_date', { date: 20240930 }), ['2024-10-08']);
  assert.equal((await call('get_next_trading_date', { date: 20990101 })).status, 400);
});

test('the update status is a bare date for one category and lines for several', async () => {
  assert.equal((await call('get_update_status', { categories: 'stock_1d' })).text, '2025-06-30 00:00:00\n');
  const several = await call('get_update_status', { categories: ['stock_1d', 'index_1d'] });
  assert.deepEqual(several.rows[0], { name: 'stock_1d', value: '2025-06-30 00:00:00' });
  assert.equal((await call('get_update_status', { categories: 'fame' })).status, 400);
});
