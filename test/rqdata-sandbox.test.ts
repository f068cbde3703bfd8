// The client and the sandbox were written apart, each from the vendor's documentation. Here they meet: every kind of
// row is compared with what the simulated market holds, and every fault with what the client must make of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHttpTransport } from '../src/adapters/http/transport.ts';
import { requireCredentials, rqdataSettings } from '../src/adapters/providers/rqdata/credentials.ts';
import { createRqdataSource } from '../src/adapters/providers/rqdata/source.ts';
import { systemClock } from '../src/adapters/system/clock.ts';
import type { Clock } from '../src/core/clock.ts';
import { isTapelineError, type TapelineError } from '../src/core/errors.ts';
import { type Frame, NO_INT, textAt } from '../src/core/frame.ts';
import { type Session, sessionOfDay } from '../src/core/time.ts';
import type { MarketSource, Parsed, SourceKind, SourceRequest } from '../src/data/source/source.ts';
import { sourceKit } from '../src/data/source/source-kit.ts';
import { type RqdataSandbox, SUSPENDED, startRqdataSandbox } from '../src/sandbox/rqdata/index.ts';

const FROM = '2024-01-02' as Session;
const TO = '2024-07-31' as Session;
const NOW_MS = Date.parse(`${TO}T12:00:00Z`);
const clock: Clock = { ...systemClock, nowMs: () => NOW_MS };
const never = new AbortController().signal;

let sandbox: RqdataSandbox;
before(async () => {
  sandbox = await startRqdataSandbox({ symbols: 60, from: FROM, to: TO });
});
after(() => sandbox.close());

const credentials = { username: 'sandbox', password: () => 'sandbox-password', origin: 'test' };
const open = (): MarketSource =>
  createRqdataSource({ baseUrl: sandbox.url, credentials, clock, batchSize: 25, connections: 2 });

const request = (kind: SourceKind, more: Partial<SourceRequest> = {}): SourceRequest => ({
  kind,
  instruments: [],
  from: FROM,
  to: TO,
  asOf: null,
  ...more,
});

async function fetchAll(source: MarketSource, asked: SourceRequest): Promise<Parsed[]> {
  const parsed: Parsed[] = [];
  for await (const body of source.fetch(asked, never)) parsed.push(source.parse(body));
  return parsed;
}

type Row = Readonly<Record<string, string | number | null>>;

function rowsOf({ rows }: { readonly rows: Frame }): Row[] {
  return Array.from({ length: rows.rows }, (_, row) =>
    Object.fromEntries(
      Object.entries(rows.columns).map(([name, column]) => {
        if (column.type === 'text') return [name, textAt(column, row)];
        const value = column.values[row]!;
        if (column.type === 'day') return [name, value === NO_INT ? null : sessionOfDay(value)];
        return [name, Number.isNaN(value) ? null : value];
      }),
    ),
  );
}

async function allRows(kind: SourceKind, more: Partial<SourceRequest> = {}): Promise<Row[]> {
  await using source = open();
  const parsed = await fetchAll(source, request(kind, more));
  assert.deepEqual(
    parsed.flatMap(({ rejected }) => rejected),
    [],
    'nothing is rejected',
  );
  return parsed.flatMap(rowsOf);
}

/** Every session of every stock up to TO, from the market itself. */
function* marketDays() {
  for (const series of sandbox.market.eachSeries()) {
    for (let row = 0; row < series.rows; row += 1) {
      const session = sandbox.market.sessions[series.begin + row]!;
      if (session <= TO) yield { series, row, session, id: series.instrument.orderBookId };
    }
  }
}

const keyOf = (row: Row) => `${row.instrument} ${row.session}`;

test('bars are the market’s, unadjusted, without the suspended days', async () => {
  const rows = new Map((await allRows('bars')).map((row) => [keyOf(row), row]));
  let [expected, suspended] = [0, 0];
  for (const { series, row, session, id } of marketDays()) {
    const found = rows.get(`${id} ${session}`);
    if ((series.flags[row]! & SUSPENDED) !== 0) {
      suspended += 1;
      assert.equal(found, undefined, `${id} was suspended on ${session}`);
      continue;
    }
    expected += 1;
    const cents = [series.openCents, series.highCents, series.lowCents, series.closeCents, series.prevCloseCents];
    const prices = [found?.open, found?.high, found?.low, found?.close, found?.prev_close];
    assert.deepEqual(
      prices,
      cents.map((column) => column[row]! / 100),
      `${id} ${session}`,
    );
    assert.equal(found?.volume, series.volume[row]);
  }
  assert.equal(rows.size, expected);
  assert.ok(suspended > 0 && expected > 5000, 'the market has suspensions, and enough rows to mean something');
});

test('suspensions are the market’s', async () => {
  const expected = [...marketDays()].filter(({ series, row }) => (series.flags[row]! & SUSPENDED) !== 0);
  const found = (await allRows('suspensions')).map(keyOf).sort();
  assert.deepEqual(found, expected.map(({ id, session }) => `${id} ${session}`).sort());
});

test('ex-factors are the market’s, and continue the prices they belong to', async () => {
  const rows = await allRows('ex_factors');
  const expected = [...sandbox.market.eachSeries()].flatMap(({ actions, instrument }) =>
    actions
      .map((action) => ({ ...action, session: sandbox.market.sessions[action.exIndex]! }))
      .filter(({ session }) => session !== undefined && session <= TO)
      .map(({ session, exFactor }) => `${instrument.orderBookId} ${session} ${exFactor}`),
  );
  assert.deepEqual(rows.map((row) => `${row.instrument} ${row.ex_date} ${row.ex_factor}`).sort(), expected.sort());
  assert.ok(rows.length > 5);
  assert.ok(rows.every(({ announced, ex_date, inferred }) => announced! <= ex_date! && inferred === 0));
});

test('statements are the market’s in all their versions, restatements among them', async () => {
  const rows = await allRows('fundamentals', { from: null });
  const quarters = new Map<string, number>();
  for (const { instrument, quarter } of rows) {
    quarters.set(`${instrument} ${quarter}`, (quarters.get(`${instrument} ${quarter}`) ?? 0) + 1);
  }
  assert.ok(
    [...quarters.values()].some((versions) => versions > 1),
    'some quarter was restated',
  );
  for (const instrument of sandbox.market.instruments) {
    const revenues = sandbox.market
      .statements(instrument)
      .filter(({ infoDay }) => sessionOfDay(infoDay) <= TO)
      .map(({ infoDay, values }) => [sessionOfDay(infoDay), values.revenue, values.net_profit_parent_company]);
    const own = rows.filter((row) => row.instrument === instrument.orderBookId);
    const found = own.map((row) => [row.announced, row.revenue ?? Number.NaN, row.net_profit_parent ?? Number.NaN]);
    assert.deepEqual(found.map(String).sort(), revenues.map(String).sort(), instrument.orderBookId);
  }
});

test('as of a day, statements announced later are not there, and the vendor is not asked for them', async () => {
  const asOf = '2024-04-15' as Session;
  const rows = await allRows('fundamentals', { from: null, asOf });
  assert.ok(rows.length > 0 && rows.every(({ announced }) => announced! <= asOf));
  const later = await allRows('fundamentals', { from: null });
  assert.equal(rows.length, later.filter(({ announced }) => announced! <= asOf).length);
});

test('market values are close times shares', async () => {
  const values = new Map((await allRows('valuations')).map((row) => [keyOf(row), row.market_cap as number]));
  let compared = 0;
  for (const { series, row, session, id } of marketDays()) {
    const value = values.get(`${id} ${session}`);
    if (value === undefined) continue;
    compared += 1;
    const expected = (series.closeCents[row]! / 100) * series.shares[row]!;
    assert.ok(Math.abs(value / expected - 1) < 1e-6, `${id} ${session}: ${value}, not ${expected}`);
  }
  assert.ok(compared > 5000);
});

test('instruments are those listed by now, the delisted too, and their names say that they are simulated', async () => {
  const rows = await allRows('instruments');
  const sessionCount = sandbox.market.sessions.filter((session) => session <= TO).length;
  const listed = sandbox.market.instruments.filter(({ life }) => life.isListedBefore || life.begin < sessionCount);
  assert.deepEqual(
    rows.map(({ instrument }) => instrument).sort(),
    listed.map(({ orderBookId }) => orderBookId).sort(),
  );
  for (const row of rows) {
    const instrument = sandbox.market.instrumentOf(String(row.instrument))!;
    assert.deepEqual([row.venue, row.board], [instrument.exchange, instrument.board]);
    assert.equal(row.listed, sessionOfDay(instrument.life.listedDay));
    assert.match(String(row.name), /^模拟/);
  }
});

test('check, readiness and the mark of simulated data', async () => {
  const settings = rqdataSettings({ RQDATAC_BASE_URL: sandbox.url, RQDATAC_API_KEY: 'sandbox-licence' });
  const { baseUrl } = settings;
  await using source = createRqdataSource({ baseUrl, credentials: requireCredentials(settings), clock });
  assert.equal((await source.check(never)).quotaRemainingBytes, null);
  assert.equal(source.info.simulated, true);
  assert.equal(await source.readiness('bars', never), TO);
});

test('an unknown name is told before a price is fetched', async () => {
  await using source = open();
  await assert.rejects(fetchAll(source, request('bars', { instruments: ['000001.XSHG', 'AAPL'] })), {
    code: 'source.not_found',
    message: /"AAPL"/,
  });
});

for (const { name, run } of sourceKit({
  open: async () => open(),
  requests: (['bars', 'instruments', 'ex_factors', 'suspensions', 'fundamentals', 'valuations'] as const).map((kind) =>
    request(kind, {
      ...(kind === 'bars' ? { instruments: KNOWN(), to: '2024-01-31' as Session } : {}),
      ...(kind === 'fundamentals' ? { from: null } : {}),
    }),
  ),
  unknownInstrument: '999999.XSHG',
  secrets: ['"password"'],
})) {
  test(`kit: ${name}`, run);
}

/** Stocks that every market of this seed has from its first session on. */
function KNOWN(): readonly string[] {
  return ['000001.XSHE', '600000.XSHG'];
}

// Faults

/** Short only where the fault is that nothing comes: an answer may take its time on a busy machine. */
function patienceWith(faults: string): { readonly firstByteTimeoutMs: number; readonly totalTimeoutMs: number } {
  return {
    firstByteTimeoutMs: faults.startsWith('hang') ? 400 : 60_000,
    totalTimeoutMs: /^(stall|slow)/.test(faults) ? 1200 : 120_000,
  };
}

/** What the client makes of a spoiled answer: its failure, or what it read. */
async function spoiled(faults: string, more: Partial<SourceRequest> = {}) {
  sandbox.setFaults(faults);
  const http = createHttpTransport({ source: 'rqdata', ...patienceWith(faults) });
  const source = createRqdataSource({ baseUrl: sandbox.url, credentials, clock, batchSize: 100, transport: http.send });
  try {
    const asked = request('bars', { instruments: KNOWN(), to: '2024-01-31' as Session, ...more });
    const parsed = await fetchAll(source, asked);
    return { error: null, rows: parsed.flatMap(rowsOf), rejected: parsed.flatMap(({ rejected }) => rejected) };
  } catch (error) {
    assert.ok(isTapelineError(error), String(error));
    return { error, rows: [], rejected: [] };
  } finally {
    await source[Symbol.asyncDispose]();
    await http[Symbol.asyncDispose]();
    sandbox.setFaults('');
  }
}

const shown = ({ code, retry, retryAfterMs }: TapelineError) =>
  `${code} ${retry}${retryAfterMs === null ? '' : ` ${retryAfterMs}`}`;

const FAILURES: readonly (readonly [fault: string, failure: string, words?: RegExp])[] = [
  ['wrong_credentials', 'source.auth never'],
  ['token_expired', 'source.auth never', /one token/],
  ['permission@get_price', 'source.permission never'],
  ['quota@get_price', 'source.quota never'],
  ['rate_limit_date@get_price', 'source.rate_limited later'],
  ['rate_limit_bare@get_price', 'source.rate_limited later'],
  ['rate_limit_absurd@get_price', 'source.rate_limited later 3600000'],
  ['rate_limit_negative@get_price', 'source.rate_limited later'],
  ['status_500@get_price', 'source.transient later'],
  ['status_502@get_price', 'source.transient later'],
  ['status_503@get_price', 'source.transient later'],
  ['status_504@get_price', 'source.transient later'],
  ['html@get_price', 'source.malformed later', /an HTML page/],
  ['redirect@get_price', 'source.unreachable never', /redirects/],
  ['truncate', 'source.malformed later', /cut off in line/],
  ['cut', 'source.transient later'],
  ['reset@get_price', 'source.transient later'],
  ['hang@get_price', 'source.transient later', /first byte/],
  ['stall', 'source.transient later', /whole answer/],
  ['missing_column', 'source.malformed never', /without column "close"/],
  ['rename_column', 'source.malformed never', /without column "close"/],
  ['unknown_symbol@instruments', 'source.not_found never', /"000001.XSHE"/],
];

for (const [fault, failure, words] of FAILURES) {
  test(`fault ${fault}: ${failure}`, async () => {
    const { error } = await spoiled(fault);
    assert.ok(error !== null, 'the fault is noticed');
    // A date is a moving number of milliseconds.
    assert.equal(
      fault === 'rate_limit_date@get_price' ? shown(error).replace(/ \d+$/, '') : shown(error),
      failure,
      error.message,
    );
    if (words !== undefined) assert.match(error.message, words);
  });
}

test('fault rate_limit: the seconds come out', async () => {
  const { error } = await spoiled('rate_limit@get_price');
  assert.equal(error?.code, 'source.rate_limited');
  assert.ok((error.retryAfterMs ?? 0) >= 1000);
});

test('fault gbk: bytes that are not UTF-8 end the request, nothing is replaced', async () => {
  const { error } = await spoiled('gbk', { instruments: [] });
  assert.match(error?.message ?? '', /bytes that are not utf-8/);
});

test('fault token_expired, once: one more login, the same rows', async () => {
  const before = sandbox.stats.logIns;
  const { rows, error } = await spoiled('token_expired@2');
  assert.equal(error, null);
  assert.equal(sandbox.stats.logIns - before, 2);
  assert.deepEqual(rows, (await spoiled('')).rows);
});

for (const fault of ['bom', 'reorder_columns', 'extra_column']) {
  test(`fault ${fault}: the same rows`, async () => {
    assert.deepEqual(await spoiled(fault), await spoiled(''));
  });
}

test('fault unsorted_rows: the same rows, in the order received', async () => {
  const [plain, swapped] = [await spoiled(''), await spoiled('unsorted_rows')];
  assert.notDeepEqual(swapped.rows, plain.rows);
  assert.deepEqual(swapped.rows.map(keyOf).sort(), plain.rows.map(keyOf).sort());
});

test('fault unknown_symbol: a name that prices alone do not know has no rows, or is told when it stands alone', async () => {
  const { rows } = await spoiled('unknown_symbol');
  assert.deepEqual([...new Set(rows.map(({ instrument }) => instrument))], ['600000.XSHG']);
  const { error } = await spoiled('unknown_symbol', { instruments: ['000001.XSHE'] });
  assert.equal(error?.code, 'source.not_found');
});

test('faults of content are handed on for validation, not repaired', async () => {
  const plain = await spoiled('');
  assert.ok((await spoiled('duplicate_rows')).rows.length > plain.rows.length);
  assert.ok((await spoiled('conflicting_rows')).rows.length > plain.rows.length);
  assert.ok((await spoiled('negative_prices')).rows.some(({ close }) => (close as number) < 0));
  assert.ok((await spoiled('high_below_low')).rows.some(({ high, low }) => (high as number) < (low as number)));
  assert.equal((await spoiled('zero_rows')).rows.length, 0);
});

test('faults of form are rejected by line, with their reason', async () => {
  const plain = await spoiled('');
  const future = await spoiled('future_rows');
  assert.ok(future.rejected.length > 0 && future.rejected.every(({ reason }) => /was not asked for/.test(reason)));
  assert.deepEqual(future.rows, plain.rows);
  const numbers = await spoiled('bad_numbers');
  assert.ok(
    numbers.rejected.some(({ reason }) => /^volume: "12,345"|cells, the header has/.test(reason)),
    'grouped digits',
  );
  assert.ok(
    numbers.rows.some(({ volume }) => volume === null),
    '"--" is missing, not zero',
  );
  assert.equal(numbers.rows.length + numbers.rejected.length, plain.rows.length);
});
