import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isTapelineError } from '../../../core/errors.ts';
import { takeEngineLock } from '../../sqlite/engine-lock.ts';
import { type SharedTokenOptions, shareToken } from './shared-token.ts';

const never = new AbortController().signal;
const NONE: ReadonlySet<string> = new Set();
const clock = { monotonicMs: () => performance.now() };

let root = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'tapeline-令牌 '));
});
after(() => rm(root, { recursive: true }));

type Told = { readonly message: string; readonly fields: object };

/** A vendor that gives `token-1`, `token-2` …, and processes of one account before it. */
async function desk(options: Partial<SharedTokenOptions> = {}) {
  const folder = join(await mkdtemp(join(root, 'desk-')), 'cache');
  const told: Told[] = [];
  let logins = 0;
  const logIn = async () => `token-${++logins}`;
  const log = { warn: (message: string, fields: object = {}) => void told.push({ message, fields }) };
  const account = { baseUrl: 'http://vendor', credentials: credentials('desk', 'p@ss'), folder, logIn, log, clock };
  return {
    folder,
    told,
    logins: () => logins,
    process: (more: Partial<SharedTokenOptions> = {}) => shareToken({ ...account, ...options, ...more }),
  };
}

function credentials(username: string, password: string) {
  return { username, password: () => password, origin: 'test' };
}

async function tokenFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.token')).map((name) => join(folder, name));
}

test('the second process takes the token of the first one', async () => {
  const on = await desk();
  assert.deepEqual(await on.process()(NONE, never), { text: 'token-1', isFresh: true });
  assert.deepEqual(await on.process()(NONE, never), { text: 'token-1', isFresh: false });
  assert.equal(on.logins(), 1);
});

test('processes that begin together log in once', async () => {
  const on = await desk();
  const held = await Promise.all([1, 2, 3, 4].map(() => on.process()(NONE, never)));
  assert.deepEqual(
    held.map(({ text }) => text),
    ['token-1', 'token-1', 'token-1', 'token-1'],
  );
  assert.equal(held.filter(({ isFresh }) => isFresh).length, 1);
});

test('the file is for its owner only, and its name tells neither account nor password', async () => {
  const on = await desk();
  await on.process()(NONE, never);
  const [path] = await tokenFiles(on.folder);
  assert.equal((await stat(path!)).mode & 0o777, 0o600);
  assert.equal(await readFile(path!, 'utf8'), 'token-1\n');
  assert.match(path!, /\/rqdata-[0-9a-f]{32}\.token$/);
  assert.deepEqual((await readdir(on.folder)).length, 2, 'the token and the lock, no drafts');
});

test('a refused token is replaced, and another process’s newer one is taken without a login', async () => {
  const on = await desk();
  const [first, second] = [on.process(), on.process()];
  await first(NONE, never);
  assert.deepEqual(await second(new Set(['token-1']), never), { text: 'token-2', isFresh: true });
  assert.deepEqual(await first(new Set(['token-1']), never), { text: 'token-2', isFresh: false });
  assert.equal(on.logins(), 2);
});

test('a file with anything but a token in it is replaced', async () => {
  const garbage = [
    '',
    '\n',
    '<html>',
    'two words',
    'a\u0000b',
    '令牌',
    'x'.repeat(8193),
    Buffer.alloc(3_000_000, 0xff),
  ];
  for (const content of garbage) {
    const on = await desk();
    await on.process()(NONE, never);
    const [path] = await tokenFiles(on.folder);
    await writeFile(path!, content);
    assert.deepEqual(await on.process()(NONE, never), { text: 'token-2', isFresh: true }, String(content).slice(0, 20));
    assert.equal(await readFile(path!, 'utf8'), 'token-2\n');
  }
});

test('another account, address or password is another token', async () => {
  const on = await desk();
  await on.process()(NONE, never);
  const others: Partial<SharedTokenOptions>[] = [
    { credentials: credentials('desk2', 'p@ss') },
    { credentials: credentials('desk', 'p@ss2') },
    { baseUrl: 'http://vendor2' },
  ];
  for (const [index, other] of others.entries()) {
    assert.equal((await on.process(other)(NONE, never)).text, `token-${index + 2}`);
  }
  assert.equal((await tokenFiles(on.folder)).length, 4);
});

test('a folder that cannot be made costs the sharing only, and is told once without the token', async () => {
  const on = await desk();
  const file = join(root, 'a-file');
  await writeFile(file, '');
  const alone = on.process({ folder: join(file, 'cache') });
  assert.deepEqual(await alone(NONE, never), { text: 'token-1', isFresh: true });
  assert.deepEqual(await alone(new Set(['token-1']), never), { text: 'token-2', isFresh: true });
  assert.equal(on.told.length, 1);
  const { cause } = on.told[0]!.fields as { cause: unknown };
  assert.ok(isTapelineError(cause) && cause.code === 'io.failed');
  assert.doesNotMatch(JSON.stringify(on.told) + String(cause), /token-\d|p@ss/);
});

test('a lock file that is none, or a folder in the place of the token, costs the sharing only', async () => {
  const on = await desk();
  await on.process()(NONE, never);
  const [path] = await tokenFiles(on.folder);
  await rm(path!);
  await mkdir(path!);
  assert.equal((await on.process()(NONE, never)).text, 'token-2');
  await writeFile(join(on.folder, 'rqdata-login.lock'), 'no database, but as long as one. '.repeat(99));
  assert.equal((await on.process()(NONE, never)).text, 'token-3');
  assert.equal(on.told.length, 2, 'each process tells it once');
});

test('a login that another process does not finish is waited for, then done without it', async () => {
  const on = await desk();
  await on.process()(NONE, never);
  using lock = await takeEngineLock(join(on.folder, 'rqdata-login.lock'));
  assert.ok(lock !== null);
  const beganMs = performance.now();
  const held = await on.process({ waitMaxMs: 400 })(new Set(['token-1']), never);
  assert.equal(held.text, 'token-2');
  assert.ok(performance.now() - beganMs >= 400, 'it waited first');
  assert.deepEqual(await on.process()(NONE, never), { text: 'token-2', isFresh: false });
  assert.equal(on.told.length, 0, 'the token is shared all the same');
});

test('a failed login leaves the turn to the next, and writes nothing', async () => {
  const on = await desk();
  const failing = on.process({ logIn: () => Promise.reject(new Error('refused')) });
  await assert.rejects(failing(NONE, never), /refused/);
  assert.deepEqual(await tokenFiles(on.folder), []);
  assert.equal((await on.process({ waitMaxMs: 0 })(NONE, never)).text, 'token-1');
});

test('closing ends the wait for another process with its reason, and is no fault of the folder', async () => {
  const on = await desk();
  await on.process()(NONE, never);
  using _lock = await takeEngineLock(join(on.folder, 'rqdata-login.lock'));
  const closing = new AbortController();
  const reason = new Error('closed');
  const waiting = on.process()(new Set(['token-1']), closing.signal);
  setTimeout(() => closing.abort(reason), 50);
  await assert.rejects(waiting, reason);
  assert.deepEqual([on.logins(), on.told], [1, []]);
});

test('a login clears away files that nobody has written for two days, and no others', async () => {
  const on = await desk();
  await on.process()(NONE, never);
  const [mine] = await tokenFiles(on.folder);
  const name = `rqdata-${'0'.repeat(32)}.token`;
  const old = [name, `.${name}.draft.tmp`, 'rqdata-notes.token', `other-${name}`];
  const twoDaysAgo = new Date(Date.now() - 49 * 3_600_000);
  const young = `rqdata-${'1'.repeat(32)}.token`;
  await writeFile(join(on.folder, young), 'x');
  for (const file of old) {
    await writeFile(join(on.folder, file), 'x');
    await utimes(join(on.folder, file), twoDaysAgo, twoDaysAgo);
  }
  await on.process()(new Set(['token-1']), never);
  const left = (await readdir(on.folder)).map((file) => join(on.folder, file));
  const kept = ['rqdata-login.lock', 'rqdata-notes.token', `other-${name}`, young].map((file) => join(on.folder, file));
  assert.deepEqual(left.sort(), [...kept, mine!].sort());
});
