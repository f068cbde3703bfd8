import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, test } from 'node:test';
import { startRqdataSandbox } from './index.ts';
import { callWith, connect, logIn, post } from './test-client.ts';

const SMALL = { symbols: 60, from: '2024-01-02', to: '2025-06-30', seed: 5 } as const;
const sandbox = await startRqdataSandbox(SMALL);
const { url } = sandbox;
after(() => sandbox.close());

test('the log-in answers with the token as plain text', async () => {
  const reply = await logIn(url);
  assert.equal(reply.status, 200);
  assert.match(reply.text, /^[\w-]{20,}$/);
  assert.match(reply.headers.get('content-type') ?? '', /^text\/plain/);
});

test('the licence key logs in as the user license', async () => {
  assert.equal((await logIn(url, 'license', 'sandbox-licence')).status, 200);
  assert.equal((await logIn(url, 'license', 'sandbox')).status, 401);
});

test('wrong credentials are refused with 401 and a line of text', async () => {
  const reply = await logIn(url, 'sandbox', 'wrong');
  assert.equal(reply.status, 401);
  assert.match(reply.text, /AuthenticationFailed/);
});

test('a new token revokes the one before', async () => {
  const first = await connect(url);
  assert.equal((await first.call('user.get_quota')).status, 200);
  const second = await connect(url);
  assert.notEqual(second.token, first.token);
  assert.equal((await first.call('user.get_quota')).status, 401);
  assert.equal((await second.call('user.get_quota')).status, 200);
});

test('a call without a token is refused with 401', async () => {
  assert.equal((await post(`${url}/api`, { method: 'user.get_quota' })).status, 401);
  assert.equal((await callWith(url, 'invented', { method: 'user.get_quota' })).status, 401);
});

test('every answer says that it is simulated, refusals too', async () => {
  const { call } = await connect(url);
  for (const reply of [await logIn(url, 'x', 'y'), await call('nothing'), await call('user.get_quota')]) {
    assert.equal(reply.headers.get('x-tapeline-simulated'), 'true');
  }
});

test('the server listens on the loopback address and answers to loopback names only', async () => {
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const { port } = new URL(url);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/auth', method: 'POST', headers: { host: 'evil.example' } };
    request(options, (response) => resolve(response.resume().statusCode))
      .once('error', reject)
      .end('{}');
  });
  assert.equal(status, 403);
});

test('other paths, other verbs and broken bodies get a line of text', async () => {
  assert.equal((await post(`${url}/elsewhere`, {})).status, 404);
  assert.equal((await fetch(`${url}/auth`)).status, 405);
  assert.equal((await post(`${url}/auth`, '{')).status, 400);
  assert.equal((await post(`${url}/auth`, '[]')).status, 400);
});

test('columns come alphabetically under datetime without fields, and as asked under date with them', async () => {
  const { call } = await connect(url);
  const ids = { order_book_ids: ['000001.XSHE'], start_date: 20250602, end_date: 20250606, adjust_type: 'none' };
  const all = await call('get_price', ids);
  assert.equal(
    all.columns.join(','),
    'order_book_id,datetime,close,high,limit_down,limit_up,low,num_trades,open,prev_close,total_turnover,volume',
  );
  const some = await call('get_price', { ...ids, fields: ['open', 'close', 'high', 'low'] });
  assert.equal(some.columns.join(','), 'order_book_id,date,open,close,high,low');
  assert.equal(all.rows.length, 4, '2025-06-02 was the Dragon Boat holiday');
  assert.equal(all.rows[0]!.open, some.rows[0]!.open);
  assert.match(all.text, /\d\n\n$/, 'a blank line at the end');
  assert.equal(all.headers.get('content-length'), null);
});

test('a date is understood in three forms', async () => {
  const { call } = await connect(url);
  const texts = [];
  for (const date of [20250603, '20250603', '2025-06-03']) {
    const args = { order_book_ids: '000001.XSHE', start_date: date, end_date: date, adjust_type: 'none' };
    texts.push((await call('get_price', args)).text);
  }
  assert.match(texts[0]!, /2025-06-03/);
  assert.equal(new Set(texts).size, 1);
  assert.equal((await call('get_price', { order_book_ids: '000001.XSHE', start_date: '2025-02-30' })).status, 400);
});

test('the name of the method may stand in m', async () => {
  const { token } = await connect(url);
  const reply = await callWith(url, token, { m: 'user.get_quota' });
  assert.deepEqual(
    reply.rows.map(({ name }) => name),
    ['bytes_limit', 'bytes_used', 'remaining_days', 'license_type'],
  );
  const strange = await callWith(url, token, { m: 'user.get_quota', method: 'x' });
  assert.match(strange.text, /unexpected keyword argument 'method'/, 'with m, method is an argument');
});

test('an unknown method, argument, field or frequency is refused with its name', async () => {
  const { call } = await connect(url);
  const price = (args: object) => call('get_price', { order_book_ids: '000001.XSHE', ...args });
  const replies = [
    [await call('get_fame'), /get_fame/],
    [await price({ colour: 1 }), /'colour'/],
    [await price({ fields: ['fame'] }), /fame/],
    [await price({ frequency: '1m' }), /1m/],
    [await price({ frequency: '1w' }), /1w/],
    [await price({ adjust_type: 'both' }), /both/],
    [await price({ skip_suspended: 'yes' }), /skip_suspended/],
    [await price({ start_date: 20250603, end_date: 20250602 }), /invalid date range/],
    [await call('get_price'), /order_book_ids/],
  ] as const;
  for (const [reply, text] of replies) {
    assert.equal(reply.status, 400);
    assert.match(reply.text, text);
  }
});

test('unknown ids are left out, and a call of only unknown ids is refused', async () => {
  const { call } = await connect(url);
  const dates = { start_date: 20250603, end_date: 20250603 };
  const some = await call('get_price', { order_book_ids: ['999999.XSHG', '000001.XSHE'], ...dates });
  assert.deepEqual(
    some.rows.map((row) => row.order_book_id),
    ['000001.XSHE'],
  );
  const none = await call('get_price', { order_book_ids: ['999999.XSHG'], ...dates });
  assert.equal(none.status, 400);
  assert.match(none.text, /at least one valid instrument/);
});

test('nothing to report is an empty body', async () => {
  const { call } = await connect(url);
  const sunday = await call('get_price', { order_book_ids: '000001.XSHE', start_date: 20250601, end_date: 20250601 });
  assert.deepEqual([sunday.status, sunday.text, sunday.headers.get('content-length')], [200, '', '0']);
});

test('an answer that is too large is refused', async () => {
  await using strict = await startRqdataSandbox({ ...SMALL, cellsMax: 1_000 });
  const { call } = await connect(strict.url);
  const ids = { order_book_ids: ['000001.XSHE', '600000.XSHG'] };
  assert.equal((await call('get_price', { ...ids, start_date: 20250603, end_date: 20250604 })).status, 200);
  const whole = await call('get_price', ids);
  assert.equal(whole.status, 400);
  assert.match(whole.text, /narrow the request/);
});

test('bytes are counted, and a day without bytes left is refused', async () => {
  await using poor = await startRqdataSandbox({ ...SMALL, quotaBytes: 2_000 });
  const { call } = await connect(poor.url);
  const ids = { order_book_ids: ['000001.XSHE', '600000.XSHG'], start_date: 20250505, end_date: 20250606 };
  const first = await call('get_price', ids);
  const used = async (): Promise<number> => Number((await call('user.get_quota')).rows[1]!.value);
  assert.equal(await used(), Buffer.byteLength(first.text));
  const refused = await call('get_price', ids);
  assert.equal(refused.status, 400);
  assert.match(refused.text, /QuotaExceeded/);
  assert.ok((await used()) > 2_000, 'the quota itself can still be asked for');
});

test('a clock publishes session by session, ends tokens at midnight and gives new bytes', async () => {
  const at = (text: string): number => Date.parse(`${text}+08:00`);
  let nowMs = at('2025-06-05T15:30:00');
  await using moving = await startRqdataSandbox({ ...SMALL, clock: { nowMs: () => nowMs }, quotaBytes: 1_000_000 });
  const { call } = await connect(moving.url);
  const newest = async (): Promise<string> => (await call('get_update_status', { categories: 'stock_1d' })).text;
  const last = async (): Promise<string | undefined> =>
    (await call('get_price', { order_book_ids: '000001.XSHE', start_date: 20250601 })).rows.at(-1)?.datetime;
  assert.equal(await newest(), '2025-06-04 00:00:00\n', 'closed, but not yet published');
  assert.equal(await last(), '2025-06-04');
  nowMs = at('2025-06-05T16:30:00');
  assert.equal(await newest(), '2025-06-05 00:00:00\n');
  assert.equal(await last(), '2025-06-05');
  nowMs = at('2025-06-06T00:00:00');
  assert.equal((await call('user.get_quota')).status, 401, 'the token was good for the day');
  const fresh = await connect(moving.url);
  assert.equal((await fresh.call('user.get_quota')).rows[1]!.value, '0');
});

test('the statistics count what happened', async () => {
  await using counted = await startRqdataSandbox(SMALL);
  const { call } = await connect(counted.url);
  await call('get_trading_dates', { start_date: 20250603, end_date: 20250605 });
  await call('nothing');
  const { stats } = counted;
  assert.deepEqual([stats.logIns, stats.calls, stats.rowsSent], [1, 2, 3]);
  assert.deepEqual(stats.callsByMethod, { get_trading_dates: 1, nothing: 1 });
  assert.deepEqual(stats.statuses, { 200: 2, 400: 1 });
});

test('a port in use is refused with a sentence', async () => {
  await assert.rejects(startRqdataSandbox({ ...SMALL, port: Number(new URL(url).port) }), /the port is in use/);
});
