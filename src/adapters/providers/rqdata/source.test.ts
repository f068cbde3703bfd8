import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Clock } from '../../../core/clock.ts';
import { isTapelineError } from '../../../core/errors.ts';
import { text } from '../../../core/frame.ts';
import type { Session } from '../../../core/time.ts';
import type { MarketSource, RawBody, SourceKind, SourceRequest } from '../../../data/source/source.ts';
import { sourceKit } from '../../../data/source/source-kit.ts';
import type { RqdataArguments } from './client.ts';
import { type GatewayMethods, openGateway, PASSWORD, USER } from './gateway.fixture.ts';
import { createRqdataSource, type RqdataSourceOptions } from './source.ts';

const never = new AbortController().signal;
const NOW_MS = Date.parse('2019-04-02T10:00:00Z');
const clock: Clock = { nowMs: () => NOW_MS, monotonicMs: () => performance.now(), sleep: async () => {} };
const credentials = { username: USER, password: () => PASSWORD, origin: 'test' };

function golden(name: string): string {
  return readFileSync(new URL(`../../../../test/golden/rqdata/${name}.csv`, import.meta.url), 'utf8');
}

// The documented bars, and one made-up day behind them.
const [BAR_HEAD = '', ...BAR_LINES] = golden('get_price').trimEnd().split('\n');
BAR_LINES.push('000001.XSHE,2019-04-02,13.3,13.5,11.86,14.5,13.1,60000.0,13.2,13.18,2000000000.0,150000000.0');

// The documented instrument, and the same line under a second code.
const [INSTRUMENT_HEAD = '', FIRST = ''] = golden('instruments').split('\n');
const INSTRUMENTS = [FIRST, FIRST.replaceAll('000001', '000002').replace('平安银行', '万科A')];

function within({ order_book_ids, start_date, end_date }: RqdataArguments, lines: readonly string[]): string[] {
  return lines.filter((line) => {
    const [instrument, session] = line.split(',') as [string, string];
    const isInRange = start_date === undefined || (session >= String(start_date) && session <= String(end_date));
    return isInRange && (order_book_ids as readonly string[]).includes(instrument);
  });
}

const csv = (head: string, lines: readonly string[]) => `${[head, ...lines].join('\n')}\n\n`;

const METHODS: GatewayMethods = {
  all_instruments: () => csv(INSTRUMENT_HEAD, INSTRUMENTS),
  instruments: ({ order_book_ids }) => {
    const known = INSTRUMENTS.filter((line) => (order_book_ids as readonly string[]).includes(line.split(',')[0]!));
    return known.length > 0
      ? csv(INSTRUMENT_HEAD, known)
      : { status: 400, body: `order_book_ids: at least one valid instrument expected, got ${order_book_ids}` };
  },
  get_price: (args) => csv(BAR_HEAD, within(args, BAR_LINES)),
  get_ex_factor: () =>
    'ex_date,announcement_date,ex_cum_factor,ex_end_date,ex_factor,order_book_id\n' +
    '2013-06-20,2013-06-14,68.255824,,1.614263,000001.XSHE\n',
  is_suspended: ({ order_book_ids }) =>
    `date,${(order_book_ids as readonly string[]).join(',')}\n2019-04-01${',True'.repeat((order_book_ids as readonly string[]).length)}\n`,
  get_pit_financials_ex: () =>
    'order_book_id,quarter,info_date,if_adjusted,rice_create_tm,revenue,net_profit_parent_company,equity_parent_company,total_assets\n' +
    '000001.XSHE,2018q2,2018-08-16,0,2018-08-16 20:00:00,57241000000.0,13372000000.0,,\n',
  get_factor: (args) => csv('order_book_id,date,market_cap', within(args, ['000001.XSHE,2019-04-01,2.2623e11'])),
  get_update_status: () => '2019-04-01 00:00:00',
  'user.get_quota': () => 'name,value\nbytes_limit,1073741824\nbytes_used,41824\nremaining_days,90\nlicense_type,TRIAL',
};

async function open(methods: GatewayMethods = METHODS, options: Partial<RqdataSourceOptions> = {}) {
  const gateway = await openGateway(methods);
  const source = createRqdataSource({
    baseUrl: gateway.url,
    credentials,
    clock,
    connections: 2,
    batchSize: 1,
    ...options,
  });
  const close = async () => {
    await source[Symbol.asyncDispose]();
    await gateway[Symbol.asyncDispose]();
  };
  return { source, gateway, [Symbol.asyncDispose]: close };
}

const BOTH = ['000001.XSHE', '000002.XSHE'];
const request = (kind: SourceKind, more: Partial<SourceRequest> = {}): SourceRequest => ({
  kind,
  instruments: BOTH,
  from: null,
  to: null,
  asOf: null,
  ...more,
});

async function bodiesOf(source: MarketSource, asked: SourceRequest, signal = never): Promise<RawBody[]> {
  const bodies: RawBody[] = [];
  for await (const body of source.fetch(asked, signal)) bodies.push(body);
  return bodies;
}

async function refusal(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    assert.ok(isTapelineError(error), String(error));
    return error;
  }
  assert.fail('expected a failure');
}

/** Closes the gateway together with the source. */
async function openForKit(options: Partial<RqdataSourceOptions> = {}): Promise<MarketSource> {
  const on = await open(METHODS, options);
  const { parse, readiness, check, fetch } = on.source;
  return {
    get info() {
      return on.source.info;
    },
    parse,
    readiness,
    check,
    fetch,
    [Symbol.asyncDispose]: () => on[Symbol.asyncDispose](),
  };
}

const DAY = '2019-04-01' as Session;
for (const { name, run } of sourceKit({
  open: () => openForKit(),
  requests: [
    request('bars', { from: DAY, to: DAY }),
    request('instruments', { instruments: [] }),
    request('ex_factors'),
    request('suspensions', { from: DAY, to: DAY }),
    request('fundamentals'),
    request('valuations', { from: DAY, to: DAY }),
  ],
  unknownInstrument: '999999.XSHG',
  secrets: [PASSWORD, 'token-1'],
  broken: [
    {
      name: 'a wrong password',
      open: () => openForKit({ credentials: { ...credentials, password: () => 'no' } }),
    },
    {
      name: 'nobody at the address',
      open: async () => createRqdataSource({ baseUrl: 'http://127.0.0.1:1', credentials, clock }),
    },
  ],
})) {
  test(`kit: ${name}`, run);
}

test('asks for every kind by its method, in batches, and logs in once', async () => {
  await using on = await open();
  for (const kind of on.source.info.provides) {
    const parsed = (await bodiesOf(on.source, request(kind))).map((body) => on.source.parse(body));
    assert.ok(
      parsed.some(({ rows }) => rows.rows > 0),
      kind,
    );
  }
  const asked = on.gateway.calls.map(({ method }) => method).filter((method) => method !== '');
  assert.deepEqual([...new Set(asked)].sort(), [
    'get_ex_factor',
    'get_factor',
    'get_pit_financials_ex',
    'get_price',
    'instruments',
    'is_suspended',
  ]);
  assert.equal(on.gateway.logins(), 1);
});

test('an empty list of names means every stock the vendor lists, asked for once', async () => {
  await using on = await open();
  const all = request('bars', { instruments: [], from: DAY, to: DAY });
  const names = (await bodiesOf(on.source, all)).map((body) => body.request.instruments);
  assert.deepEqual(names, [['000001.XSHE'], ['000002.XSHE']]);
  await bodiesOf(on.source, { ...all, kind: 'suspensions' });
  assert.equal(on.gateway.calls.filter(({ method }) => method === 'all_instruments').length, 1);
});

test('names the vendor does not know end the request before a price is fetched, and are told', async () => {
  await using on = await open(METHODS, { batchSize: 10 });
  const error = await refusal(bodiesOf(on.source, request('bars', { instruments: [...BOTH, '000001.XHSE', 'AAPL'] })));
  assert.equal(error.code, 'source.not_found');
  assert.match(error.message, /"000001\.XHSE", "AAPL"/);
  assert.equal(on.gateway.calls.filter(({ method }) => method === 'get_price').length, 0);
  assert.equal(
    (await refusal(bodiesOf(on.source, request('instruments', { instruments: ['AAPL'] })))).code,
    'source.not_found',
  );
});

test('a vendor that lists nothing is source.empty, not a market without stocks', async () => {
  await using on = await open({ ...METHODS, all_instruments: () => `${INSTRUMENT_HEAD}\n` });
  assert.equal((await refusal(bodiesOf(on.source, request('bars', { instruments: [] })))).code, 'source.empty');
});

test('readiness is what the vendor says of daily bars, null for kinds it has no word for', async () => {
  await using on = await open();
  assert.equal(await on.source.readiness('bars', never), '2019-04-01');
  assert.equal(await on.source.readiness('fundamentals', never), null);
  assert.deepEqual(on.gateway.calls.at(-1)?.args, { categories: 'stock_1d' });
});

test('check reports the quota', async () => {
  await using on = await open();
  assert.equal((await on.source.check(never)).quotaRemainingBytes, 1_073_700_000);
});

test('a server that calls its data simulated is believed, from the first answer on', async () => {
  const simulated: GatewayMethods = Object.fromEntries(
    Object.entries(METHODS).map(([name, answer]) => [
      name,
      (args, call) => {
        const found = answer(args, call);
        return typeof found === 'string'
          ? { status: 200, body: found, headers: { 'x-tapeline-simulated': 'true' } }
          : found;
      },
    ]),
  );
  await using on = await open(simulated);
  await on.source.check(never);
  assert.equal(on.source.info.simulated, true);
  assert.match(on.source.info.description, /simulated/);
  const [body] = await bodiesOf(on.source, request('bars'));
  assert.equal(body?.about.simulated, true);
  await using real = await open();
  await real.source.check(never);
  assert.equal(real.source.info.simulated, false);
  await using told = await open(METHODS, { simulated: true });
  assert.equal(told.source.info.simulated, true);
});

test('a page of HTML with status 200 is handed on, for the raw store, and refused on reading', async () => {
  await using on = await open({ ...METHODS, get_price: () => '<html><head><title>Maintenance</title></head></html>' });
  const [body] = await bodiesOf(on.source, request('bars'));
  assert.equal(body?.about.extension, 'html');
  assert.throws(() => on.source.parse(body as RawBody), { code: 'source.malformed' });
});

test('a failure in the second batch ends the fetch after the first body', async () => {
  await using on = await open({
    ...METHODS,
    get_price: (args, call) => (call === 1 ? METHODS.get_price!(args, call) : { status: 500, body: '' }),
  });
  const seen: RawBody[] = [];
  const read = async () => {
    for await (const body of on.source.fetch(request('bars'), never)) seen.push(body);
  };
  assert.equal((await refusal(read())).code, 'source.transient');
  assert.deepEqual(
    seen.map(({ request: part }) => part.instruments),
    [['000001.XSHE']],
  );
});

test('an abort in the middle of a fetch ends it with its reason', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  await using on = await open({
    ...METHODS,
    get_price: (args, call) => {
      if (call === 2) controller.abort(reason);
      return METHODS.get_price!(args, call);
    },
  });
  const many = request('bars', { instruments: BOTH });
  await assert.rejects(bodiesOf(on.source, many, controller.signal), reason);
});

test('what was asked is kept with the body, without secrets', async () => {
  await using on = await open();
  const [body] = await bodiesOf(on.source, request('bars', { from: DAY, to: DAY }));
  assert.equal(body?.about.query.method, 'get_price');
  assert.equal(body?.about.query.adjust_type, 'none');
  assert.doesNotMatch(JSON.stringify(body?.about), /token|p@ss/);
  assert.deepEqual(text(on.source.parse(body as RawBody).rows, 'instrument').dictionary, ['000001.XSHE']);
});

test('a count that is none is refused, rather than asking for nothing', () => {
  for (const wrong of [
    { batchSize: Number.NaN },
    { batchSize: 0 },
    { connections: 1.5 },
    { rowsMax: -1 },
    { intervalMs: Number.NaN },
  ]) {
    const options = { baseUrl: 'http://127.0.0.1:1', credentials, clock, ...wrong };
    assert.throws(() => createRqdataSource(options), { code: 'config.invalid' }, JSON.stringify(wrong));
  }
});
