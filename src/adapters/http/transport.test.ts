import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';
import { isTapelineError } from '../../core/errors.ts';
import { createHttpTransport, type HttpTransportOptions } from './transport.ts';

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

const routes = new Map<string, Handler>();
const sockets = new Set<unknown>();
const server = http.createServer(async (request, response) => {
  sockets.add(request.socket);
  let body = '';
  for await (const chunk of request) body += chunk;
  routes.get(request.url ?? '')?.(request, response, body);
});
let origin = '';

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const never = new AbortController().signal;

async function ask(path: string, options: Partial<HttpTransportOptions> = {}, signal = never) {
  await using transport = createHttpTransport({ source: 'test', ...options });
  return await transport.send(
    { method: 'POST', url: `${origin}${path}`, headers: { token: 't' }, body: '价格' },
    signal,
  );
}

async function failure(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    assert.ok(isTapelineError(error), `expected a typed error, got ${String(error)}`);
    return error;
  }
  assert.fail('expected a failure');
}

test('sends the body as UTF-8 with its length and gives status, lower-case headers and bytes back', async () => {
  let seen = {};
  routes.set('/echo', (request, response, body) => {
    seen = { length: request.headers['content-length'], token: request.headers.token, method: request.method };
    response.writeHead(418, { 'X-Answer': 'Yes' }).end(body);
  });
  const answer = await ask('/echo');
  assert.deepEqual(seen, { length: '6', token: 't', method: 'POST' });
  assert.equal(answer.status, 418);
  assert.equal(answer.headers['x-answer'], 'Yes');
  assert.equal(Buffer.from(answer.body).toString(), '价格');
});

for (const [encoding, pack] of [
  ['gzip', zlib.gzipSync],
  ['br', zlib.brotliCompressSync],
  ['deflate', zlib.deflateSync],
] as const) {
  test(`unpacks ${encoding}`, async () => {
    routes.set(`/${encoding}`, (_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(pack(Buffer.from('a,b\n1,2\n')));
    });
    assert.equal(Buffer.from((await ask(`/${encoding}`)).body).toString(), 'a,b\n1,2\n');
  });
}

test('a packed body that was cut is transient', async () => {
  const packed = zlib.gzipSync(Buffer.from('a,b\n'.repeat(1000)));
  routes.set('/cut-gzip', (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, packed.length - 12));
  });
  const error = await failure(ask('/cut-gzip'));
  assert.deepEqual([error.code, error.retry], ['source.transient', 'later']);
});

test('fewer bytes than Content-Length promised are transient', async () => {
  routes.set('/short', (_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  });
  assert.equal((await failure(ask('/short'))).code, 'source.transient');
});

test('a body over the cap is refused, packed bombs included', async () => {
  routes.set('/bomb', (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(zlib.gzipSync(Buffer.alloc(5_000_000)));
  });
  const error = await failure(ask('/bomb', { bodyBytesMax: 1_000_000 }));
  assert.deepEqual([error.code, error.retry], ['source.malformed', 'never']);
  assert.match(error.message, /more than 1000000 bytes/);
});

test('no first byte in time is transient and names the phase', async () => {
  routes.set('/silent', () => {});
  const error = await failure(ask('/silent', { firstByteTimeoutMs: 60 }));
  assert.equal(error.code, 'source.transient');
  assert.match(error.message, /the first byte did not come within 60 ms/);
});

test('a slow drip ends at the total timeout', async () => {
  routes.set('/drip', (_, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('x'), 10);
    response.once('close', () => clearInterval(drip));
  });
  const error = await failure(ask('/drip', { totalTimeoutMs: 120, firstByteTimeoutMs: 100 }));
  assert.match(error.message, /the whole answer did not come within 120 ms/);
});

test('a refused connection is unreachable, and names the address without query', async () => {
  const closed = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.once('listening', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await using transport = createHttpTransport({ source: 'test' });
  const url = `http://127.0.0.1:${port}/api?secret=1`;
  const error = await failure(transport.send({ method: 'GET', url, headers: {} }, never));
  assert.deepEqual([error.code, error.retry], ['source.unreachable', 'later']);
  assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port}/api:`));
  assert.doesNotMatch(error.message, /secret/);
});

test('a certificate nobody vouches for is unreachable for good', async () => {
  await using transport = createHttpTransport({ source: 'test' });
  const url = origin.replace('http:', 'https:');
  const error = await failure(transport.send({ method: 'GET', url, headers: {} }, never));
  assert.deepEqual([error.code, error.retry], ['source.unreachable', 'never']);
});

test('a redirect is not followed, and its target is named', async () => {
  let isVisited = false;
  routes.set('/moved', (_, response) => void response.writeHead(307, { location: 'http://elsewhere.example/x' }).end());
  routes.set('/here', (_, response) => void response.writeHead(302, { location: '/target' }).end());
  routes.set('/target', (_, response) => {
    isVisited = true;
    response.end();
  });
  const error = await failure(ask('/moved'));
  assert.deepEqual([error.code, error.retry], ['source.unreachable', 'never']);
  assert.match(error.message, /http:\/\/elsewhere\.example/);
  assert.equal((await failure(ask('/here'))).code, 'source.unreachable');
  assert.equal(isVisited, false);
});

test('an abort before, during and after the head rejects with its reason', async () => {
  const reason = new Error('stopped by the user');
  await assert.rejects(ask('/echo', {}, AbortSignal.abort(reason)), reason);
  for (const path of ['/silent', '/drip']) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 60);
    await assert.rejects(ask(path, {}, controller.signal), reason);
  }
});

test('requests share kept-alive sockets and never use more than `connections`', async () => {
  let [open, openMax] = [0, 0];
  routes.set('/busy', (_, response) => {
    open += 1;
    openMax = Math.max(openMax, open);
    setTimeout(() => {
      open -= 1;
      response.end('ok');
    }, 5);
  });
  sockets.clear();
  await using transport = createHttpTransport({ source: 'test', connections: 2 });
  const one = () => transport.send({ method: 'GET', url: `${origin}/busy`, headers: {} }, never);
  await Promise.all(Array.from({ length: 12 }, one));
  assert.equal(openMax, 2);
  assert.equal(sockets.size, 2);
});

test('a kept-alive socket that the server closed meanwhile is replaced once, unseen', async () => {
  let asked = 0;
  const flaky = net.createServer((socket) => {
    socket.on('data', () => {
      asked += 1;
      if (asked === 2) return socket.resetAndDestroy();
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => flaky.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}/`;
  await using transport = createHttpTransport({ source: 'test', connections: 1 });
  for (let i = 0; i < 2; i += 1) {
    assert.equal((await transport.send({ method: 'GET', url, headers: {} }, never)).status, 200);
  }
  assert.equal(asked, 3);
  flaky.close();
});
