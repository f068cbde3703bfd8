import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { newRun, RUN_REQUEST, runIdAt } from '../../control/state/kit/fixtures.ts';
import { isTapelineError, type TapelineError } from '../../core/errors.ts';
import type { Connect } from './connection.ts';
import { failingConnection, sqliteError } from './failing-connection-for-tests.ts';
import { type TestFolder, testEngine, testFolder } from './folder-for-tests.ts';
import type { SpaceWatch } from './group-commit.ts';

const HUGE = { job: 'x'.repeat(500_000) };

/** An engine whose file may be kept from growing: SQLite itself says SQLITE_FULL. */
async function engineOn(place: TestFolder, space?: SpaceWatch) {
  let inner: DatabaseSync | null = null;
  const connect: Connect = (path, options) => {
    const db = new DatabaseSync(path, options);
    if (path === place.statePath) inner = db;
    return db;
  };
  const engine = await testEngine({ ...place, connect, ...(space && { space }) });
  await engine.store.createRun(engine.lease, newRun(runIdAt(1), ['a']));
  return { ...engine, close: () => engine[Symbol.asyncDispose](), db: inner! as DatabaseSync };
}

function limitPages(db: DatabaseSync, where: 'here' | 'none'): void {
  const pages = where === 'none' ? 1_000_000 : Number(db.prepare('PRAGMA page_count').get()!.page_count) + 2;
  db.exec(`PRAGMA max_page_count = ${pages}`);
}

/** Whoever waits for space, and what it was told. */
function watch() {
  const told: (string | null)[] = [];
  const until = new AbortController();
  let onTold: () => void = () => {};
  const onChange = (problem: TapelineError | null): void => {
    told.push(problem?.code ?? null);
    onTold();
  };
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      onTold = resolve;
    });
  return { space: { until: until.signal, onChange }, told, next, giveUp: () => until.abort() };
}

const codeOf = (error: unknown): string => (isTapelineError(error) ? error.code : String(error));

describe('a full disk', () => {
  test('rejects what does not fit, keeps what was there, and goes on when there is space', async () => {
    using place = testFolder();
    const { store, lease, db, close } = await engineOn(place);
    const before = await store.dump();
    limitPages(db, 'here');
    const calls = [newRun(runIdAt(2), ['a']), newRun(runIdAt(3), ['a'], HUGE), newRun(runIdAt(4), ['a'])];
    for (const settled of await Promise.allSettled(calls.map((run) => store.createRun(lease, run)))) {
      assert.equal(settled.status, 'rejected', 'the turn is kept or lost as one');
      const { code, retry, facts } = settled.reason;
      assert.deepEqual([code, retry], ['io.no_space', 'later']);
      assert.deepEqual(facts, { action: 'write', path: place.statePath, limit: 'disk' });
    }
    assert.deepEqual(await store.dump(), before);
    assert.equal((await store.events({})).length, 1);
    limitPages(db, 'none');
    await store.createRun(lease, newRun(runIdAt(3), ['a'], HUGE));
    assert.equal((await store.run(runIdAt(3)))?.job.length, 500_000);
    await close();
  });

  test('lets what an engine writes wait in its order, answers everybody else, and is told once', async () => {
    using place = testFolder();
    const waits = watch();
    const { store, lease, db, close } = await engineOn(place, waits.space);
    const before = await store.dump();
    limitPages(db, 'here');
    const full = waits.next();
    const created = [2, 3, 4].map((n) => store.createRun(lease, newRun(runIdAt(n), ['a'], HUGE)));
    await full;
    const refused = await store.submit({ kind: 'run', data: RUN_REQUEST, atMs: 1 }).then(String, codeOf);
    assert.equal(refused, 'io.no_space', 'a command that asks hears of it at once');
    assert.deepEqual(await store.dump(), before, 'readers go on, and see what was committed');
    const free = waits.next();
    limitPages(db, 'none');
    await free;
    await Promise.all(created);
    assert.deepEqual(waits.told, ['io.no_space', null]);
    const order = (await store.events({})).map(({ runId }) => runId);
    assert.deepEqual(order, [1, 2, 3, 4].map(runIdAt), 'each once, in the order they were called');
    await close();
  });

  test('refuses what waits as soon as nobody wants to wait any more', async () => {
    using place = testFolder();
    const waits = watch();
    const { store, lease, db, close } = await engineOn(place, waits.space);
    limitPages(db, 'here');
    const full = waits.next();
    const created = store.createRun(lease, newRun(runIdAt(2), ['a'], HUGE));
    await full;
    waits.giveUp();
    await assert.rejects(created, { code: 'io.no_space' });
    await assert.rejects(store.createRun(lease, newRun(runIdAt(3), ['a'], HUGE)), { code: 'io.no_space' });
    await close();
  });

  test('does not keep a store from closing', async () => {
    using place = testFolder();
    const waits = watch();
    const { store, lease, db, close } = await engineOn(place, waits.space);
    limitPages(db, 'here');
    const full = waits.next();
    const created = store.createRun(lease, newRun(runIdAt(2), ['a'], HUGE)).catch(codeOf);
    await full;
    await close();
    assert.equal(await created, 'io.no_space');
  });
});

test('a disk that is broken is no full disk: nothing waits for it', async () => {
  using place = testFolder();
  const waits = watch();
  const failing = failingConnection(place.statePath);
  await using engine = await testEngine({ ...place, connect: failing.connect, space: waits.space });
  const SQLITE_IOERR_FSYNC = 1034;
  failing.failOnce('COMMIT', sqliteError(SQLITE_IOERR_FSYNC, 'disk I/O error'));
  const created = engine.store.createRun(engine.lease, newRun(runIdAt(2), ['a']));
  await assert.rejects(created, { code: 'io.failed' });
  assert.deepEqual(waits.told, []);
});
