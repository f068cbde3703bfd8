import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../../core/clock.ts';
import { isTapelineError } from '../../../core/errors.ts';
import { createPacer } from '../../http/pacer.ts';
import { createHttpTransport, type Transport } from '../../http/transport.ts';
import { createRqdataClient } from './client.ts';
import { type GatewayMethods, openGateway, PASSWORD, USER } from './gateway.fixture.ts';

const never = new AbortController().signal;
const clock: Clock = { nowMs: () => 0, monotonicMs: () => performance.now(), sleep: async () => {} };
const credentials = { username: USER, password: () => PASSWORD, origin: 'test' };

async function open(methods: GatewayMethods, password = PASSWORD) {
  const gateway = await openGateway(methods);
  const http = createHttpTransport({ source: 'rqdata' });
  const pacer = createPacer({ clock, concurrency: 3 });
  const account = { ...credentials, password: () => password };
  const options = { source: 'rqdata', baseUrl: gateway.url, credentials: account, clock, pacer };
  const client = createRqdataClient({ ...options, transport: http.send });
  return {
    gateway,
    client,
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      await http[Symbol.asyncDispose]();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

async function refusal(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    assert.ok(isTapelineError(error), String(error));
    assert.ok(!error.message.includes(PASSWORD) && !/token-\d/.test(error.message), 'no secret in the sentence');
    return error;
  }
  assert.fail('expected a failure');
}

test('logs in once for many calls and sends the token as a header', async () => {
  await using on = await open({ get_price: () => 'a,b\n' });
  await Promise.all([1, 2, 3, 4].map(() => on.client.call('get_price', { start_date: '2019-04-01' }, never)));
  assert.equal(on.gateway.logins(), 1);
  const api = on.gateway.calls.filter(({ path }) => path === '/api');
  assert.deepEqual(api[0], { path: '/api', method: 'get_price', token: 'token-1', args: { start_date: '2019-04-01' } });
  assert.equal(api.length, 4);
});

test('a token that another program ended is renewed once, for all calls together', async () => {
  await using on = await open({ get_price: () => 'a,b\n' });
  await on.client.call('get_price', {}, never);
  on.gateway.revoke();
  await Promise.all([1, 2, 3].map(() => on.client.call('get_price', {}, never)));
  assert.equal(on.gateway.logins(), 2);
});

test('401 after a fresh login is source.auth, without further logins', async () => {
  await using on = await open({ get_price: () => ({ status: 401, body: 'licence expired, token-2 refused' }) });
  const error = await refusal(on.client.call('get_price', {}, never));
  assert.deepEqual([error.code, error.retry, on.gateway.logins()], ['source.auth', 'never', 2]);
});

test('wrong credentials are source.auth and never repeat the password', async () => {
  await using on = await open({}, 'wrong');
  const error = await refusal(on.client.call('get_price', {}, never));
  assert.equal(error.code, 'source.auth');
  assert.doesNotMatch(error.message, /wrong/);
});

test('a server that echoes the password does not get it into the sentence', async () => {
  const echo: Transport = async ({ body }) => ({
    status: 400,
    headers: {},
    body: new TextEncoder().encode(`bad ${String(body)} ${PASSWORD}`),
  });
  const pacer = createPacer({ clock, concurrency: 1 });
  const client = createRqdataClient({
    source: 'rqdata',
    baseUrl: 'http://h',
    credentials,
    clock,
    pacer,
    transport: echo,
  });
  assert.equal((await refusal(client.call('get_price', {}, never))).code, 'source.auth');
});

test('an error page in place of a token is source.malformed', async () => {
  const page: Transport = async () => ({
    status: 200,
    headers: {},
    body: new TextEncoder().encode('<html><title>Portal</title></html>'),
  });
  const pacer = createPacer({ clock, concurrency: 1 });
  const client = createRqdataClient({
    source: 'rqdata',
    baseUrl: 'http://h',
    credentials,
    clock,
    pacer,
    transport: page,
  });
  assert.equal((await refusal(client.call('get_price', {}, never))).code, 'source.malformed');
});

test('an API whose own argument is called `method` is named in `m`', async () => {
  await using on = await open({ get_something: ({ method }) => `${method},b\n` });
  const { body } = await on.client.call('get_something', { method: 'own' }, never);
  assert.equal(Buffer.from(body).toString(), 'own,b\n');
});

test('a pause that the server asks for comes out with the error', async () => {
  const limited = { status: 429, body: 'slow down', headers: { 'retry-after': '7' } };
  await using on = await open({ get_price: () => limited });
  const error = await refusal(on.client.call('get_price', {}, never));
  assert.deepEqual([error.code, error.retryAfterMs], ['source.rate_limited', 7000]);
});

test('a limit told with status 200 is a limit', async () => {
  await using on = await open({ get_price: () => '抱歉，您每分钟最多访问该接口500次' });
  assert.equal((await refusal(on.client.call('get_price', {}, never))).code, 'source.rate_limited');
});

test('a caller that gives up leaves the login to the others', async () => {
  await using on = await open({ get_price: () => 'a,b\n' });
  const controller = new AbortController();
  const reason = new Error('cancelled');
  const first = on.client.call('get_price', {}, controller.signal);
  const second = on.client.call('get_price', {}, never);
  controller.abort(reason);
  await assert.rejects(first, reason);
  await second;
  assert.equal(on.gateway.logins(), 1);
});

test('a failed login is not remembered', async () => {
  let asked = 0;
  const flaky: Transport = async () => {
    asked += 1;
    return { status: asked === 1 ? 503 : 200, headers: {}, body: new TextEncoder().encode('text') };
  };
  const pacer = createPacer({ clock, concurrency: 1 });
  const client = createRqdataClient({
    source: 'rqdata',
    baseUrl: 'http://h',
    credentials,
    clock,
    pacer,
    transport: flaky,
  });
  assert.equal((await refusal(client.call('get_price', {}, never))).code, 'source.transient');
  assert.equal(Buffer.from((await client.call('get_price', {}, never)).body).toString(), 'text');
});
