import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { FAULTS, type FaultKind, startRqdataSandbox } from './index.ts';
import { callWith, connect, logIn, type Reply } from './test-client.ts';

const SMALL = { symbols: 60, from: '2025-01-02', to: '2025-06-30', seed: 5 } as const;
const sandbox = await startRqdataSandbox(SMALL);
const { url } = sandbox;
after(() => sandbox.close());

const IDS = ['000001.XSHE', '600000.XSHG'];
const PRICES = { method: 'get_price', order_book_ids: IDS, start_date: 20250401, adjust_type: 'none' };
const tested = new Set<FaultKind>();

/** The clean answer and the one with the fault in it, to the same call. */
async function spoilt(faults: string, body: object = PRICES): Promise<{ clean: Reply; reply: Reply; token: string }> {
  sandbox.setFaults('');
  const { token } = await connect(url);
  const clean = await callWith(url, token, body);
  arm(faults);
  return { clean, reply: await callWith(url, token, body), token };
}

function arm(faults: string): void {
  for (const part of faults.split(',')) tested.add(part.split('@')[0] as FaultKind);
  sandbox.setFaults(faults);
}

test('wrong_credentials refuses a log-in that is right', async () => {
  arm('wrong_credentials@1');
  assert.equal((await logIn(url)).status, 401);
  assert.equal((await logIn(url)).status, 200, 'only the first one');
});

test('token_expired answers 401 until the next log-in', async () => {
  const { clean, reply, token } = await spoilt('token_expired@1');
  assert.deepEqual([clean.status, reply.status], [200, 401]);
  assert.equal((await callWith(url, token, PRICES)).status, 401, 'the old token stays worthless');
  const renewed = await connect(url);
  assert.equal((await callWith(url, renewed.token, PRICES)).text, clean.text);
});

test('a fault on the second call leaves the first and the third alone', async () => {
  const { reply, token } = await spoilt('status_503@get_price:2');
  assert.equal(reply.status, 200);
  assert.equal((await callWith(url, token, PRICES)).status, 503);
  assert.equal((await callWith(url, token, PRICES)).text, reply.text);
});

test('a fault of one method leaves the others alone', async () => {
  const { reply, token } = await spoilt('status_500@get_split');
  assert.equal(reply.status, 200);
  assert.equal((await callWith(url, token, { method: 'get_split', order_book_ids: IDS })).status, 500);
});

test('permission, quota and the five hundreds are a status and a text', async () => {
  const cases = [
    ['permission', 403, /PermissionDenied.*get_price/],
    ['quota', 400, /QuotaExceeded/],
    ['status_500', 500, /InternalError/],
    ['status_502', 502, /<html>/],
    ['status_503', 503, /Unavailable/],
    ['status_504', 504, /<html>/],
  ] as const;
  for (const [kind, status, text] of cases) {
    const { reply } = await spoilt(kind);
    assert.equal(reply.status, status, kind);
    assert.match(reply.text, text);
  }
});

test('429 comes with every sort of Retry-After', async () => {
  const retryAfter = async (kind: string): Promise<string | null> => {
    const { reply } = await spoilt(kind);
    assert.equal(reply.status, 429, kind);
    return reply.headers.get('retry-after');
  };
  assert.equal(await retryAfter('rate_limit'), '3');
  assert.equal(
    await retryAfter('rate_limit_date'),
    'Mon, 30 Jun 2025 12:00:03 GMT',
    'three seconds after 20:00 in Shanghai',
  );
  assert.equal(await retryAfter('rate_limit_bare'), null);
  assert.equal(await retryAfter('rate_limit_absurd'), '864000');
  assert.equal(await retryAfter('rate_limit_negative'), '-5');
});

test('html is a page with 200', async () => {
  const { reply } = await spoilt('html');
  assert.equal(reply.status, 200);
  assert.match(reply.headers.get('content-type') ?? '', /text\/html/);
  assert.match(reply.text, /^<!DOCTYPE html>/);
});

test('redirect points to another host', async () => {
  const { reply } = await spoilt('redirect');
  assert.equal(reply.status, 302);
  assert.match(reply.headers.get('location') ?? '', /elsewhere\.invalid/);
});

test('truncate ends within a row and looks whole to HTTP', async () => {
  const { clean, reply } = await spoilt('truncate');
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('content-length'), null);
  assert.ok(clean.text.startsWith(reply.text) && reply.text.length < clean.text.length * 0.7);
  assert.doesNotMatch(reply.text, /\n$/);
});

test('cut and reset break the connection', async () => {
  await assert.rejects(spoilt('cut'), TypeError);
  await assert.rejects(spoilt('reset'), TypeError);
});

test('hang, stall and slow_body do not end by themselves', async () => {
  for (const kind of ['hang', 'stall', 'slow_body'] as const) {
    sandbox.setFaults('');
    const { token } = await connect(url);
    arm(kind);
    const signal = AbortSignal.timeout(250);
    await assert.rejects(callWith(url, token, PRICES, signal), { name: 'TimeoutError' }, kind);
  }
});

test('slow_body arrives whole in the end', async () => {
  const short = { ...PRICES, order_book_ids: IDS[0], start_date: 20250630 };
  const { clean, reply } = await spoilt('slow_body', short);
  assert.equal(reply.text, clean.text);
});

test('gbk bytes read as UTF-8 are damaged, read as GBK they are right', async () => {
  const body = { method: 'instruments', order_book_ids: IDS };
  const { clean, reply, token } = await spoilt('gbk@instruments', body);
  assert.match(reply.text, /\uFFFD/);
  const headers = { token, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api`, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.equal(new TextDecoder('gbk').decode(await response.arrayBuffer()), clean.text);
});

test('bom puts a byte order mark before the header', async () => {
  const { token } = await spoilt('bom');
  const headers = { token, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api`, { method: 'POST', headers, body: JSON.stringify(PRICES) });
  assert.deepEqual([...new Uint8Array(await response.arrayBuffer()).subarray(0, 4)], [0xef, 0xbb, 0xbf, 0x6f]);
});

test('reorder_columns changes places and nothing else', async () => {
  const { clean, reply } = await spoilt('reorder_columns');
  assert.deepEqual(reply.columns, clean.columns.toReversed());
  assert.deepEqual(reply.rows, clean.rows);
});

test('rename, missing and extra columns', async () => {
  const renamed = await spoilt('rename_column');
  assert.ok(!renamed.reply.columns.includes('close') && renamed.reply.columns.includes('last'));
  assert.equal(renamed.reply.rows[3]!.last, renamed.clean.rows[3]!.close);
  const missing = await spoilt('missing_column');
  const kept = missing.clean.columns.filter((column) => column !== 'close');
  assert.deepEqual(missing.reply.columns, kept);
  assert.equal(missing.reply.rows[3]!.volume, missing.clean.rows[3]!.volume);
  const extra = await spoilt('extra_column');
  assert.deepEqual(extra.reply.columns, [...extra.clean.columns, 'iopv']);
});

test('duplicate rows are equal, conflicting ones are not', async () => {
  const twice = await spoilt('duplicate_rows');
  assert.equal(twice.reply.rows.length, twice.clean.rows.length + Math.ceil(twice.clean.rows.length / 50));
  assert.deepEqual(twice.reply.rows[0], twice.reply.rows[1]);
  const other = await spoilt('conflicting_rows');
  const [first, second] = other.reply.rows;
  assert.deepEqual({ ...second, close: first!.close }, first);
  assert.notEqual(second!.close, first!.close);
});

test('unsorted rows are the same rows in another order', async () => {
  const { clean, reply } = await spoilt('unsorted_rows');
  assert.notDeepEqual(reply.rows, clean.rows);
  const sorted = (rows: Reply['rows']): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();
  assert.deepEqual(sorted(reply.rows), sorted(clean.rows));
});

test('future rows lie behind the last session', async () => {
  const { clean, reply } = await spoilt('future_rows');
  assert.equal(reply.rows.length, clean.rows.length + 1);
  assert.equal(reply.rows.at(-1)!.datetime, '2025-07-07');
});

test('negative prices, high below low and bad numbers stand in some rows', async () => {
  const negative = await spoilt('negative_prices');
  assert.equal(Number(negative.reply.rows[0]!.close), -Number(negative.clean.rows[0]!.close));
  assert.equal(negative.reply.rows[1]!.close, negative.clean.rows[1]!.close);
  const swapped = await spoilt('high_below_low');
  assert.ok(swapped.reply.rows.some((row) => Number(row.high) < Number(row.low)));
  const bad = await spoilt('bad_numbers');
  assert.deepEqual([bad.reply.rows[0]!.volume, bad.reply.rows[1]!.volume], ['12,345', '--']);
});

test('zero_rows is a header without rows', async () => {
  const { clean, reply } = await spoilt('zero_rows');
  assert.deepEqual([reply.columns, reply.rows.length], [clean.columns, 0]);
});

test('unknown_symbol forgets the first id', async () => {
  const { reply } = await spoilt('unknown_symbol');
  assert.deepEqual([...new Set(reply.rows.map((row) => row.order_book_id))], [IDS[1]]);
});

test('stale lacks the last session and says so in the update status', async () => {
  const { clean, reply, token } = await spoilt('stale');
  assert.equal(clean.rows.at(-1)!.datetime, '2025-06-30');
  assert.equal(reply.rows.at(-1)!.datetime, '2025-06-27');
  const status = await callWith(url, token, { method: 'get_update_status', categories: 'stock_1d' });
  assert.equal(status.text, '2025-06-27 00:00:00\n');
});

test('restated_history changes past closes within their range, and never the last session', async () => {
  const { clean, reply } = await spoilt('restated_history@get_price:1+');
  const changed = reply.rows.filter((row, index) => row.close !== clean.rows[index]!.close);
  assert.ok(changed.length > 5 && changed.length < clean.rows.length / 3);
  assert.ok(changed.every((row) => row.datetime! < '2025-06-30'));
  assert.ok(reply.rows.every((row) => Number(row.low) <= Number(row.close) && Number(row.close) <= Number(row.high)));
});

test('restated_history without a position shows only on a later day', async () => {
  let nowMs = Date.parse('2025-06-27T20:00:00+08:00');
  await using moving = await startRqdataSandbox({
    ...SMALL,
    faults: 'restated_history',
    clock: { nowMs: () => nowMs },
  });
  const ask = async (): Promise<string> => {
    const { token } = await connect(moving.url);
    return (await callWith(moving.url, token, { ...PRICES, end_date: 20250620 })).text;
  };
  const before = await ask();
  assert.equal(await ask(), before);
  nowMs += 3 * 86_400_000;
  const later = await ask();
  assert.ok(later !== before, 'the past has changed');
  assert.ok((await ask()) === later, 'and stays so');
});

test('faults can be given at the start, and are counted', async () => {
  await using broken = await startRqdataSandbox({ ...SMALL, faults: 'status_500@2' });
  const { call } = await connect(broken.url);
  const statuses = [await call('user.get_quota'), await call('user.get_quota'), await call('user.get_quota')];
  assert.deepEqual(
    statuses.map(({ status }) => status),
    [200, 500, 200],
  );
  assert.deepEqual(broken.stats.faults, { status_500: 1 });
  await assert.rejects(startRqdataSandbox({ ...SMALL, faults: 'nonsense' }), /Unknown fault "nonsense"/);
});

test('lost rows never come, late rows come when asked for by themselves, bad rows stay bad', async () => {
  await using large = await startRqdataSandbox({ symbols: 300, from: '2023-01-03', to: '2024-12-31', seed: 11 });
  const { token } = await connect(large.url);
  const ids = large.market.instruments.map((each) => each.orderBookId);
  const ask = async (faults: string, only?: { readonly id: string; readonly date: string }): Promise<Reply> => {
    large.setFaults(faults);
    const range = only === undefined ? { start_date: 20230103 } : { start_date: only.date, end_date: only.date };
    const order_book_ids = only === undefined ? ids : [only.id];
    return callWith(large.url, token, { ...PRICES, skip_suspended: true, order_book_ids, ...range });
  };
  const keyOf = (row: Reply['rows'][number]): string =>
    `${row.order_book_id} ${(row.datetime ?? row.date)!.slice(0, 10)}`;
  const clean = new Map((await ask('')).rows.map((row) => [keyOf(row), row]));
  for (const kind of ['lost_rows', 'late_rows'] as const) {
    tested.add(kind);
    const got = new Set((await ask(kind)).rows.map(keyOf));
    const gone = [...clean.keys()].filter((key) => !got.has(key));
    assert.ok(gone.length > 0 && gone.length < clean.size / 1000, `${kind}: ${gone.length} of ${clean.size}`);
    const [id = '', date = ''] = gone[0]!.split(' ');
    assert.equal((await ask(kind, { id, date })).rows.length, kind === 'late_rows' ? 1 : 0);
  }
  tested.add('bad_rows');
  const bad = (await ask('bad_rows')).rows.filter((row) => Number(row.high) < Number(row.low));
  assert.ok(bad.length > 0 && bad.length < clean.size / 1000);
});

test('every fault has a test here', () => {
  assert.deepEqual([...tested].sort(), Object.keys(FAULTS).sort());
});
