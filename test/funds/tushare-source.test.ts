import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTushareSource } from '../../src/adapters/providers/tushare/source.ts';
import { calendarOf } from '../../src/calendar/index.ts';
import type { Clock } from '../../src/core/clock.ts';
import { isTapelineError, type TapelineError } from '../../src/core/errors.ts';
import { days, doubles, text, textAt } from '../../src/core/frame.ts';
import { type Session, sessionOfDay } from '../../src/core/time.ts';
import type { FundRequest, FundSource } from '../../src/data/source/funds.ts';
import { FUND_FAMILY } from '../../src/data/source/kit-families.ts';
import type { Parsed } from '../../src/data/source/source.ts';
import { sourceKitOf } from '../../src/data/source/source-kit.ts';
import { startTushareSandbox, type TushareSandboxOptions } from '../../src/sandbox/tushare/index.ts';

const never = new AbortController().signal;
const NOW_MS = Date.parse('2024-03-15T22:40:00+08:00');
const clock: Clock = { nowMs: () => NOW_MS, monotonicMs: () => performance.now(), sleep: async () => {} };
const calendar = calendarOf('XSHG');
const session = (date: string) => date as Session;

type Options = Partial<TushareSandboxOptions> & { readonly given?: string; readonly pageRows?: number };

async function open({ given, pageRows = 50, ...options }: Options = {}) {
  const vendor = await startTushareSandbox({ from: '2023-10-09', to: '2024-06-28', funds: 13, clock, ...options });
  const token = () => given ?? vendor.token;
  const source = createTushareSource({ token, baseUrl: vendor.url, clock, calendar, intervalMs: 0, pageRows });
  const close = async () => {
    await source[Symbol.asyncDispose]();
    await vendor[Symbol.asyncDispose]();
  };
  return { vendor, source, [Symbol.asyncDispose]: close };
}

async function openForKit(options: Options = {}): Promise<FundSource> {
  const { source, [Symbol.asyncDispose]: close } = await open(options);
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

for (const { name, run } of sourceKitOf(FUND_FAMILY, {
  open: openForKit,
  requests: [
    request({ instruments: ['000001'], from: session('2024-02-01'), to: session('2024-03-08') }),
    request({ kind: 'funds' }),
    request({ kind: 'distributions', from: session('2024-03-01') }),
  ],
  unknownInstrument: '999999',
  secrets: ['sandbox-token-of-tushare', 'a-wrong-token'],
  broken: [{ name: 'a wrong token', open: () => openForKit({ given: 'a-wrong-token' }) }],
})) {
  test(`kit: ${name}`, run);
}

async function parsedOf(source: FundSource, asked: FundRequest): Promise<Parsed[]> {
  const parsed: Parsed[] = [];
  for await (const body of source.fetch(asked, never)) parsed.push(source.parse(body));
  return parsed;
}

function rowsOf(parsed: readonly Parsed[]) {
  return parsed.flatMap(({ rows }) =>
    Array.from({ length: rows.rows }, (_, row) => ({
      code: textAt(text(rows, 'instrument'), row),
      date: sessionOfDay(days(rows, 'nav_date')[row]!),
      unit: doubles(rows, 'unit_nav')[row]!,
      adjusted: doubles(rows, 'adjusted_nav')[row]!,
      announced: sessionOfDay(days(rows, 'announced')[row]!),
    })),
  );
}

async function failureOf(promise: Promise<unknown>): Promise<TapelineError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(isTapelineError(error), String(error));
    return error;
  }
  assert.fail('expected a failure');
}

const FUND = request({ instruments: ['000001'] });

test('a fund’s life comes page by page, once, with announcements and adjusted values', async () => {
  await using on = await open();
  const rows = rowsOf(await parsedOf(on.source, FUND));
  assert.ok(on.vendor.stats.callsByName.fund_nav! >= 3, 'pages of fifty');
  assert.equal(new Set(rows.map(({ date }) => date)).size, rows.length);
  const [fund] = on.vendor.market.funds;
  assert.equal(rows.length, on.vendor.market.rows(fund!, NOW_MS).length);
  for (const { date, announced } of rows) assert.ok(announced > date, `${date} is announced later`);
  const last = rows[0]!;
  assert.notEqual(last.adjusted, last.unit, 'a dividend was reinvested');
});

test('the whole market is its newest sessions, without funds that state no value', async () => {
  await using on = await open();
  const rows = rowsOf(await parsedOf(on.source, request({})));
  assert.deepEqual([...new Set(rows.map(({ date }) => date))].sort(), ['2024-03-13', '2024-03-14', '2024-03-15']);
  assert.equal(
    rows.some(({ code }) => code === '000002'),
    false,
    'a money fund has no value',
  );
});

test('nothing announced after the as-of is handed on', async () => {
  await using on = await open();
  const parsed = await parsedOf(on.source, { ...FUND, from: session('2024-03-01'), asOf: session('2024-03-14') });
  assert.ok(rowsOf(parsed).every(({ announced }) => announced <= '2024-03-14'));
  assert.ok(
    parsed.flatMap(({ rejected }) => rejected).every(({ reason }) => /after 2024-03-14|not asked for/.test(reason)),
  );
});

/** Each refusal in words and each broken answer, and what it ends in. */
const FAULTS: readonly (readonly [fault: string, code: string, retryAfterMs?: number])[] = [
  ['minute_limit', 'source.rate_limited', 60_000],
  ['hour_limit', 'source.rate_limited', 3_600_000],
  ['day_limit', 'source.quota'],
  ['no_permission', 'source.permission'],
  ['wrong_token', 'source.auth'],
  ['busy', 'source.transient'],
  ['null_data', 'source.malformed'],
  ['repeat_page', 'source.malformed'],
  ['renamed_field', 'source.malformed'],
  ['html', 'source.malformed'],
  ['truncate', 'source.malformed'],
  ['not_utf8', 'source.malformed'],
  ['too_deep', 'source.malformed'],
  ['rate_limit', 'source.rate_limited', 3000],
  ['status_502', 'source.transient'],
  ['reset', 'source.transient'],
  ['cut', 'source.transient'],
  ['redirect', 'source.unreachable'],
];

/** A kept connection that breaks is asked once more over a new one. */
const LASTING = new Set(['repeat_page', 'reset', 'cut']);

for (const [fault, code, retryAfterMs] of FAULTS) {
  for (const at of ['1', '2']) {
    test(`${fault} on call ${at} is ${code}`, async () => {
      await using on = await open({ faults: `${fault}@fund_nav:${at}${LASTING.has(fault) ? '+' : ''}` });
      const error = await failureOf(parsedOf(on.source, FUND));
      assert.equal(error.code, code);
      if (retryAfterMs !== undefined) assert.equal(error.retryAfterMs, retryAfterMs);
      assert.equal(error.message.includes(on.vendor.token), false);
    });
  }
}

test('rows that cannot be are set aside with their reason, and the others come', async () => {
  await using good = await open();
  const wanted = rowsOf(await parsedOf(good.source, FUND)).length;
  for (const [fault, reason] of [
    ['bad_numbers', /unit_nav/],
    ['future_rows', /not asked for/],
  ] as const) {
    await using on = await open({ faults: `${fault}@fund_nav:1` });
    const parsed = await parsedOf(on.source, { ...FUND, to: session('2024-03-15') });
    const rejected = parsed.flatMap((each) => each.rejected);
    assert.ok(rejected.length > 0 && rejected.every((each) => reason.test(each.reason)), fault);
    assert.ok(rowsOf(parsed).length >= wanted - rejected.length);
  }
});
