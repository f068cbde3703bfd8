import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEastmoneySource, type EastmoneySourceOptions } from '../../src/adapters/providers/eastmoney/source.ts';
import type { Clock } from '../../src/core/clock.ts';
import { isTapelineError } from '../../src/core/errors.ts';
import { days, doubles, text, textAt } from '../../src/core/frame.ts';
import { type Session, sessionOfDay } from '../../src/core/time.ts';
import type { FundRequest, FundSource } from '../../src/data/source/funds.ts';
import { FUND_FAMILY } from '../../src/data/source/kit-families.ts';
import type { Parsed, RawBody } from '../../src/data/source/source.ts';
import { sourceKitOf } from '../../src/data/source/source-kit.ts';
import { type EastmoneySandboxOptions, startEastmoneySandbox } from '../../src/sandbox/eastmoney/index.ts';

const never = new AbortController().signal;
const EVENING = '2024-03-15T22:40';
const shanghai = (text: string) => Date.parse(`${text}:00+08:00`);

function clockAt(at: { nowMs: number }): Clock {
  return { nowMs: () => at.nowMs, monotonicMs: () => performance.now(), sleep: async () => {} };
}

type Options = Partial<EastmoneySandboxOptions> & {
  readonly at?: string;
  readonly source?: Partial<EastmoneySourceOptions>;
};

async function open({ at = EVENING, source: more = {}, ...options }: Options = {}) {
  const moment = { nowMs: shanghai(at) };
  const clock = clockAt(moment);
  const site = await startEastmoneySandbox({ from: '2023-01-03', to: '2024-06-28', funds: 24, clock, ...options });
  const urls = { siteUrl: site.url, apiUrl: site.url };
  const source = createEastmoneySource({ ...urls, clock, intervalMs: 0, jitterMs: 0, ...more });
  const close = async () => {
    await source[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  };
  return { site, source, moment, [Symbol.asyncDispose]: close };
}

/** Closes the site together with the source. */
async function openForKit(): Promise<FundSource> {
  const { source, [Symbol.asyncDispose]: close } = await open();
  const { parse, readiness, check, fetch } = source;
  return {
    get info() {
      return source.info;
    },
    ...{ parse, readiness, check, fetch },
    [Symbol.asyncDispose]: close,
  };
}

const request = (more: Partial<FundRequest>): FundRequest => ({
  kind: 'navs',
  instruments: [],
  from: null,
  to: null,
  asOf: null,
  ...more,
});
const session = (text: string) => text as Session;

for (const { name, run } of sourceKitOf(FUND_FAMILY, {
  open: openForKit,
  requests: [
    request({ instruments: ['000001'], from: session('2024-02-01'), to: session('2024-03-08') }),
    request({ kind: 'funds' }),
    request({ kind: 'distributions', from: session('2023-01-01') }),
  ],
  unknownInstrument: '999999',
  broken: [
    {
      name: 'nobody at the address',
      open: async () =>
        createEastmoneySource({
          siteUrl: 'http://127.0.0.1:1',
          apiUrl: 'http://127.0.0.1:1',
          clock: clockAt({ nowMs: 0 }),
          intervalMs: 0,
          jitterMs: 0,
        }),
    },
  ],
})) {
  test(`kit: ${name}`, run);
}

async function bodiesOf(source: FundSource, asked: FundRequest): Promise<RawBody<FundRequest>[]> {
  const bodies: RawBody<FundRequest>[] = [];
  for await (const body of source.fetch(asked, never)) bodies.push(body);
  return bodies;
}

async function parsedOf(source: FundSource, asked: FundRequest): Promise<Parsed[]> {
  return (await bodiesOf(source, asked)).map((body) => source.parse(body));
}

type Row = { readonly code: string; readonly date: string; readonly [column: string]: unknown };

/** Rows as objects, missing cells left out. */
function rowsOf(parsed: readonly Parsed[]): Row[] {
  return parsed.flatMap(({ rows }) =>
    Array.from({ length: rows.rows }, (_, row) => ({
      code: textAt(text(rows, 'instrument'), row)!,
      date: sessionOfDay(days(rows, rows.columns.nav_date === undefined ? 'ex_date' : 'nav_date')[row]!),
      ...Object.fromEntries(
        Object.entries(rows.columns)
          .filter(([, column]) => column.type === 'double')
          .map(([name]) => [name, doubles(rows, name)[row]!] as const)
          .filter(([, value]) => !Number.isNaN(value)),
      ),
      ...Object.fromEntries(
        Object.entries(rows.columns).flatMap(([name, column]) =>
          name === 'event' && column.type === 'text' ? [[name, textAt(column, row)]] : [],
        ),
      ),
    })),
  );
}

const refused = (parsed: readonly Parsed[]) => parsed.flatMap(({ rejected }) => rejected.map(({ reason }) => reason));

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    assert.ok(isTapelineError(error), String(error));
    return error.code;
  }
  return 'answered';
}

test('a fund read in pages, in one piece, and from the whole market is the same fund', async () => {
  await using on = await open();
  const stretch = { instruments: ['000001'], to: session('2024-03-14') };
  const paged = rowsOf(await parsedOf(on.source, request({ ...stretch, from: session('2024-01-02') })));
  const whole = rowsOf(await parsedOf(on.source, request(stretch))).filter(({ date }) => date >= '2024-01-02');
  assert.ok(on.site.stats.callsByName.lsjz! >= 3, 'three pages of at most twenty');
  assert.ok(paged.length > 40);
  const newestFirst = whole.toReversed();
  assert.deepEqual(newestFirst, paged, 'stamps of Shanghai, sorted dates and values agree row by row');
  const market = rowsOf(await parsedOf(on.source, request({ to: session('2024-03-14') })));
  assert.deepEqual(
    market.filter(({ code }) => code === '000001').map(({ daily_return: _none, ...row }) => row),
    [paged[0]].map((row) => {
      const { daily_return: _none, ...rest } = row!;
      return rest;
    }),
  );
});

test('the published return of every day follows from its values and distributions', async () => {
  await using on = await open();
  const fund = { instruments: ['000001'] };
  const values = rowsOf(await parsedOf(on.source, request(fund)));
  const events = rowsOf(await parsedOf(on.source, request({ kind: 'distributions', ...fund })));
  assert.ok(events.some(({ event }) => event === 'dividend') && events.some(({ event }) => event === 'split'));
  for (let k = 1; k < values.length; k += 1) {
    const [before, row] = [values[k - 1]!, values[k]!];
    const today = events.find(({ date }) => date === row.date);
    const [split, dividend] = ['split', 'dividend'].map((event) =>
      today?.event === event ? Number(today.amount) : null,
    );
    const worth = Number(row.unit_nav) * (split ?? 1) + (dividend ?? 0);
    const returned = worth / Number(before.unit_nav) - 1;
    assert.ok(Math.abs(returned - Number(row.daily_return)) <= 0.5e-4 + 1e-9, `${row.date}: ${returned}`);
  }
});

test('dividends and splits of the whole market say what the funds themselves say', async () => {
  await using on = await open();
  const all = rowsOf(await parsedOf(on.source, request({ kind: 'distributions' })));
  const own = await Promise.all(
    [...new Set(all.map(({ code }) => code))].map((code) =>
      parsedOf(on.source, request({ kind: 'distributions', instruments: [code] })),
    ),
  );
  const key = (row: Row) => `${row.code} ${row.date}`;
  const sorted = (rows: Row[]) => rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  assert.ok(all.length > 5);
  assert.deepEqual(sorted(all), sorted(rowsOf(own.flat())));
});

test('a money fund has income and yield in columns of their own, on weekends too, and no value', async () => {
  await using on = await open();
  const stretch = { from: session('2024-03-08'), to: session('2024-03-14') };
  const money = rowsOf(await parsedOf(on.source, request({ instruments: ['000002'], ...stretch })));
  assert.equal(money.length, 7, 'seven days, a weekend among them');
  for (const row of money) {
    assert.deepEqual(Object.keys(row), ['code', 'date', 'income_per_10k', 'yield_7d']);
    assert.ok(Number(row.income_per_10k) < 5 && Number(row.yield_7d) < 0.1, 'a yield is a fraction');
  }
  const page = rowsOf(await parsedOf(on.source, request({}))).filter(({ code }) => code === '000002');
  assert.deepEqual(
    page.map(({ date }) => date),
    ['2024-03-15', '2024-03-14'],
  );
  assert.deepEqual(page[1], money[0], 'the page in GB2312 and the history agree');
  const whole = rowsOf(await parsedOf(on.source, request({ instruments: ['000002'] })));
  assert.deepEqual(
    whole.find(({ date }) => date === '2024-03-14'),
    money[0],
  );
});

test('the day is the one the page states, and nobody has a row before publishing', async () => {
  await using on = await open({ at: '2024-03-16T10:00' });
  const saturday = rowsOf(await parsedOf(on.source, request({})));
  const navs = saturday.filter(({ unit_nav }) => unit_nav !== undefined);
  assert.deepEqual([...new Set(navs.map(({ date }) => date))].sort(), ['2024-03-14', '2024-03-15']);
  on.moment.nowMs = shanghai('2024-03-15T19:00');
  const early = rowsOf(await parsedOf(on.source, request({}))).filter(({ date }) => date === '2024-03-15');
  on.moment.nowMs = shanghai('2024-03-15T23:00');
  const late = rowsOf(await parsedOf(on.source, request({}))).filter(({ date }) => date === '2024-03-15');
  assert.ok(early.length < late.length, 'more have published later');
  const qdii = await parsedOf(on.source, request({ instruments: ['000004'], from: session('2024-03-01') }));
  assert.ok(rowsOf(qdii)[0]!.date < '2024-03-15', 'a QDII fund is a session or two behind');
});

test('readiness is the day before until most funds have published', async () => {
  await using on = await open({ at: '2024-03-15T17:35' });
  assert.equal(await on.source.readiness('navs', never), '2024-03-14');
  on.moment.nowMs = shanghai('2024-03-15T23:00');
  assert.equal(await on.source.readiness('navs', never), '2024-03-15');
  assert.equal(await on.source.readiness('funds', never), null);
});

test('what is blank for hours is missing, not zero, and comes later', async () => {
  const blank: number[] = [];
  for (const at of ['2024-03-15T20:00', '2024-03-16T08:00']) {
    await using on = await open({ at });
    const rows = await parsedOf(on.source, request({}));
    const values = rowsOf(rows).filter(({ date, unit_nav }) => date === '2024-03-15' && unit_nav !== undefined);
    blank.push(values.filter(({ accumulated_nav }) => accumulated_nav === undefined).length);
  }
  assert.ok(blank[0]! > 0, 'in the evening some accumulated NAVs are blank');
  assert.equal(blank[1], 0);
});

test('a misprint is restated on a later day', async () => {
  await using on = await open();
  const { days: sessions } = on.site.market;
  const printed: unknown[] = [];
  for (const later of [0, 1, 2]) {
    on.moment.nowMs = shanghai(`${sessionOfDay(sessions[120 + later]!)}T23:30`);
    const day = sessionOfDay(sessions[120]!);
    const [row] = rowsOf(await parsedOf(on.source, request({ instruments: ['000005'], from: day, to: day })));
    printed.push(row!.unit_nav);
  }
  const [first, second, third] = printed as [number, number, number];
  assert.equal(first, second);
  assert.ok(Math.abs(first - third - 0.0037) < 1e-9, `${first} was put right to ${third}`);
});

test('who asks without the right Referer gets -999, and a burst ends in a reset that opens the circuit', async () => {
  await using on = await open({ faults: 'refused@lsjz:1' });
  assert.equal(await codeOf(on.source.check(never)), 'source.permission');
  await using busy = await open({ callsPerSecondMax: 2 });
  const calls = [];
  for (let k = 0; k < 6; k += 1) calls.push(await codeOf(busy.source.check(never)));
  assert.deepEqual(calls.slice(0, 2), ['answered', 'answered']);
  assert.equal(calls.at(-1), 'source.banned');
  const sofar = busy.site.stats.calls;
  assert.equal(await codeOf(busy.source.check(never)), 'source.banned');
  assert.equal(busy.site.stats.calls, sofar, 'nobody knocks on');
});

const SHORT = { instruments: ['000001'], from: session('2024-02-01'), to: session('2024-03-14') };

/** What each fault of a history ends in: a code, or what is set aside while the other rows come. */
const HISTORY_FAULTS: readonly (readonly [fault: string, outcome: string | RegExp | null])[] = [
  ['html@lsjz', 'source.malformed'],
  ['truncate@lsjz', 'source.malformed'],
  ['too_deep@lsjz', 'source.malformed'],
  ['gbk@lsjz', 'source.malformed'],
  ['not_utf8@lsjz', 'source.malformed'],
  ['null_data@lsjz', 'source.malformed'],
  ['repeat_page@lsjz', 'source.malformed'],
  ['half_money@lsjz', 'source.malformed'],
  ['renamed_field@lsjz', 'source.malformed'],
  ['unknown_fund@lsjz', 'source.not_found'],
  ['rate_limit@lsjz', 'source.rate_limited'],
  ['rate_limit_absurd@lsjz', 'source.rate_limited'],
  ['status_403@lsjz', 'source.banned'],
  ['status_500@lsjz', 'source.transient'],
  ['status_502@lsjz', 'source.transient'],
  ['status_503@lsjz', 'source.transient'],
  ['status_504@lsjz', 'source.transient'],
  ['redirect@lsjz', 'source.unreachable'],
  ['reset@lsjz', 'source.transient'],
  ['cut@lsjz', 'source.transient'],
  ['bom@lsjz', null],
  ['jsonp@lsjz', null],
  ['midnights@lsjz', null],
  ['extra_field@lsjz', null],
  ['lying_total@lsjz', null],
  ['oldest_first@lsjz', null],
  ['future_rows@lsjz', /was not asked for/],
  ['bad_numbers@lsjz', /full-width digits|thousands/],
];

for (const [fault, outcome] of HISTORY_FAULTS) {
  test(`history: ${fault} ${outcome === null ? 'changes nothing' : `ends in ${outcome}`}`, async () => {
    await using good = await open();
    await using on = await open({ faults: fault });
    const wanted = rowsOf(await parsedOf(good.source, request(SHORT)));
    if (typeof outcome === 'string') {
      assert.equal(await codeOf(parsedOf(on.source, request(SHORT))), outcome);
      return;
    }
    const parsed = await parsedOf(on.source, request(SHORT));
    const found = rowsOf(parsed).sort((a, b) => (a.date < b.date ? 1 : -1));
    if (outcome === null) assert.deepEqual([found, refused(parsed)], [wanted, []]);
    else {
      assert.ok(refused(parsed).length > 0 && refused(parsed).every((reason) => outcome.test(reason)));
      assert.deepEqual(
        found,
        wanted.filter(({ date }) => found.some((row) => row.date === date)),
        'the others are as ever',
      );
    }
  });
}

test('the other pages are no less strict', async () => {
  const asked: Readonly<Record<string, FundRequest>> = {
    fund_list: request({ kind: 'funds' }),
    market: request({}),
    money: request({}),
    trend: request({ instruments: ['000001'] }),
    events: request({ kind: 'distributions' }),
  };
  for (const [page, wanted] of Object.entries(asked)) {
    for (const fault of ['html', 'truncate', 'not_utf8', 'status_503', 'reset']) {
      await using on = await open({ faults: `${fault}@${page}` });
      const code = await codeOf(parsedOf(on.source, wanted));
      assert.match(code, /^source\.(malformed|transient)$/, `${fault}@${page}`);
    }
  }
  await using shifted = await open({ faults: 'shifted_days@trend' });
  const parsed = await parsedOf(shifted.source, request({ instruments: ['000001'] }));
  assert.equal(rowsOf(parsed).length, 0, 'stamps that are no midnight of Shanghai have no date');
  assert.ok(refused(parsed).every((reason) => /no midnight in Shanghai/.test(reason)));
});

test('a body says what was asked, that it is simulated, and what it is', async () => {
  await using on = await open();
  const [body] = await bodiesOf(on.source, request(SHORT));
  assert.equal(body!.about.simulated, true);
  assert.deepEqual(
    [body!.about.extension, body!.about.query.pageName, body!.about.query.fundCode],
    ['json', 'history', '000001'],
  );
  assert.match(on.source.info.description, /simulated/);
});

test('addresses that are none are refused before anything is asked', () => {
  const clock = clockAt({ nowMs: 0 });
  assert.throws(() => createEastmoneySource({ siteUrl: 'fund.eastmoney.com', clock }), { code: 'config.invalid' });
});

test('the sandbox refuses a market without days', async () => {
  assert.equal(await codeOf(startEastmoneySandbox({ from: '2024-03-15', to: '2024-03-15' })), 'usage.invalid');
  assert.equal(await codeOf(startEastmoneySandbox({ to: '2031-01-01' })), 'calendar.beyond_horizon');
  assert.equal(await codeOf(startEastmoneySandbox({ faults: 'nonsense' })), 'usage.unknown_name');
});
