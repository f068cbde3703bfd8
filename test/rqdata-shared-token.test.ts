// Two children of one run open the vendor's source in processes of their own, and the account has one token.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type RqdataSandbox, startRqdataSandbox } from '../src/sandbox/rqdata/index.ts';

const CALLER = fileURLToPath(new URL('fixtures/rqdata-caller.ts', import.meta.url));

type Said = {
  readonly found: unknown;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly warnings: readonly string[];
};
type Caller = AsyncDisposable & { readonly process: ChildProcess; readonly call: (what: string) => Promise<Said> };

let root = '';
let folder = '';
let sandbox: RqdataSandbox;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'tapeline-令牌 '));
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'cache-'));
  sandbox = await startRqdataSandbox({ symbols: 12, from: '2024-01-02', to: '2024-03-29' });
});
afterEach(() => sandbox.close());
after(() => rm(root, { recursive: true }));

function caller({ url = sandbox.url, password = 'sandbox-password', at = folder } = {}): Caller {
  const child = spawn(process.execPath, [CALLER, url, password, at], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    process: child,
    async call(what) {
      child.stdin!.write(`${what}\n`);
      const { value } = await lines.next();
      return JSON.parse(value as string) as Said;
    },
    async [Symbol.asyncDispose]() {
      child.stdin!.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** As another program would, with the same account. */
async function logInElsewhere(): Promise<void> {
  const body = JSON.stringify({ user_name: 'sandbox', password: 'sandbox-password' });
  const response = await fetch(`${sandbox.url}/auth`, { method: 'POST', body });
  assert.equal(response.status, 200);
}

async function tokenInFile(): Promise<string> {
  const name = (await readdir(folder)).find((each) => each.endsWith('.token'));
  return (await readFile(join(folder, name!), 'utf8')).trim();
}

test('forty calls of two processes need one login, and none fails', async () => {
  await using one = caller();
  await using two = caller();
  const said: Said[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    const what = turn % 2 === 0 ? 'check' : 'readiness';
    said.push(...(await Promise.all([one.call(what), two.call(what)])));
    said.push(await one.call(what), await two.call(what));
  }
  assert.equal(said.length, 40);
  assert.deepEqual(
    said.flatMap(({ error, warnings }) => [...(error === null ? [] : [error]), ...warnings]),
    [],
  );
  assert.ok(said.every(({ found }) => found !== null));
  assert.deepEqual([sandbox.stats.logIns, sandbox.stats.calls, sandbox.stats.statuses[401] ?? 0], [1, 40, 0]);
});

test('a third login in the middle costs one more, whoever notices it first', async () => {
  await using one = caller();
  await using two = caller();
  const said: Said[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    if (turn === 3) await logInElsewhere();
    said.push(...(await Promise.all([one.call('check'), two.call('check')])));
  }
  await logInElsewhere();
  said.push(await two.call('check'));
  await logInElsewhere();
  // It still has the token of before: that of `two`, which stands in the file, has ended as well.
  said.push(await one.call('check'), await two.call('check'));
  assert.deepEqual(
    said.flatMap(({ error }) => error ?? []),
    [],
  );
  const elsewhere = 3;
  assert.equal(sandbox.stats.logIns - elsewhere, 4, 'one to begin with, and one after each login elsewhere');
});

test('a process that meets a shared token of an earlier day, or half of one, replaces it', async () => {
  await using one = caller();
  await one.call('check');
  const [name] = (await readdir(folder)).filter((each) => each.endsWith('.token'));
  for (const content of ['ended-long-ago\n', (await tokenInFile()).slice(0, 20), '\u0000\u0001']) {
    await writeFile(join(folder, name!), content);
    await using two = caller();
    assert.equal((await two.call('check')).error, null);
    assert.equal((await one.call('check')).error, null);
  }
  assert.equal(sandbox.stats.logIns, 4);
});

test('a wrong password is refused although the right one’s token is at hand, and nothing tells the token', async () => {
  await using right = caller();
  await right.call('check');
  await using wrong = caller({ password: 'wrong' });
  const said = await wrong.call('check');
  assert.equal(said.error?.code, 'source.auth');
  assert.ok(!JSON.stringify(said).includes(await tokenInFile()));
  assert.equal((await right.call('check')).error, null);
  assert.equal(sandbox.stats.logIns, 1, 'the right one’s token lives on');
});

test('processes that cannot share say so once each, and still get their answers', async () => {
  const file = join(root, 'a-file');
  await writeFile(file, '');
  await using one = caller({ at: join(file, 'cache') });
  await using two = caller({ at: join(file, 'cache') });
  for (const each of [one, two, one, two]) {
    const { error, warnings } = await each.call('check');
    assert.equal(error, null);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /not shared with other processes.*a-file/);
  }
});

test('a process that is killed in its login leaves the turn to the next one', async () => {
  await using vendor = await silentAtFirst();
  const first = caller({ url: vendor.url });
  const killed = first.call('check').catch(() => {});
  await vendor.asked;
  await using second = caller({ url: vendor.url });
  const waiting = second.call('check');
  first.process.kill('SIGKILL');
  assert.equal((await waiting).error, null);
  assert.equal(vendor.logins(), 2, 'the one that was never answered, and the one that was');
  await killed;
});

/** A vendor whose first login is never answered. */
async function silentAtFirst() {
  let logins = 0;
  let tell = () => {};
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const server = http.createServer((request, response) => {
    request.resume();
    if (request.url !== '/auth') response.end('name,value\nbytes_limit,0\nbytes_used,0\nremaining_days,9\n');
    else if (++logins === 1) tell();
    else response.end('token-of-the-second');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    logins: () => logins,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
