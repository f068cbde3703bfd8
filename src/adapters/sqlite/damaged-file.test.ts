import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newRun, RUN_A, runIdAt } from '../../control/state/kit/fixtures.ts';
import { checkSqliteVersion } from './connection.ts';
import { HOLDER, testEngine, testFolder } from './folder-for-tests.ts';
import { MIGRATIONS } from './migrations.ts';
import { openStateReader, openStateStore } from './state-store.ts';

const CHILD = fileURLToPath(new URL('process-for-tests.ts', import.meta.url));

describe('a state file that cannot be used is refused by name', () => {
  test('a file that is no database', async () => {
    using place = testFolder();
    writeFileSync(place.statePath, 'a letter to the editor, long enough to be read as a header. '.repeat(100));
    const corrupt = { code: 'store.corrupt', facts: { path: place.statePath, problem: 'file is not a database' } };
    await assert.rejects(openStateStore(place), corrupt);
    await assert.rejects(openStateReader(place), corrupt);
    assert.deepEqual(readdirSync(place.folder), ['state.db'], 'nothing was put beside it');
  });

  test('a database of another program', async () => {
    using place = testFolder();
    const foreign = new DatabaseSync(place.statePath);
    foreign.exec('CREATE TABLE recipe (name TEXT)');
    foreign.close();
    const before = readFileSync(place.statePath);
    const problem = 'it is a SQLite file of another program';
    const corrupt = { code: 'store.corrupt', facts: { path: place.statePath, problem } };
    await assert.rejects(openStateStore(place), corrupt);
    await assert.rejects(openStateReader(place), corrupt);
    assert.deepEqual(readFileSync(place.statePath), before, 'it is left as it was');
  });

  test('a file of a newer program, with both versions named', async () => {
    using place = testFolder();
    await (await openStateStore(place))[Symbol.asyncDispose]();
    const newer = new DatabaseSync(place.statePath);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const refusal = { code: 'store.newer', facts: { path: place.statePath, found: 99, supported: MIGRATIONS.length } };
    await assert.rejects(openStateStore(place), refusal);
    await assert.rejects(openStateReader(place), refusal);
  });

  test('a file with one overwritten page stops the engine before it moves anything', async () => {
    using place = testFolder();
    await fill(place.folder);
    overwritePage(place.statePath, pageOfOldEvents(place.statePath));
    const store = await openStateStore(place);
    await assert.rejects(store.acquireEngine(HOLDER), (error: { code: string; facts: { path: string } }) => {
      assert.equal(error.code, 'store.corrupt');
      assert.equal(error.facts.path, place.statePath);
      return true;
    });
    assert.equal(await store.engineHolder(), null, 'the right was given back');
    await assert.rejects(store.events({}), { code: 'store.corrupt' }, 'reading it says so as well');
    await store[Symbol.asyncDispose]();
  });

  test('a file that was cut short', async () => {
    using place = testFolder();
    await fill(place.folder);
    truncateSync(place.statePath, 3 * 4096);
    await assert.rejects(testEngine(place), { code: 'store.corrupt' });
  });

  test('an empty file is a state that was never written', async () => {
    using place = testFolder();
    writeFileSync(place.statePath, '');
    assert.equal(await openStateReader(place), null);
    await using engine = await testEngine(place);
    await engine.store.createRun(engine.lease, newRun(RUN_A, ['a']));
  });

  test('a folder in the place of the file, a file in the place of the folder', async () => {
    using place = testFolder();
    mkdirSync(place.statePath);
    await assert.rejects(openStateStore(place), { code: 'io.failed' });
    const file = join(place.folder, 'file');
    writeFileSync(file, '');
    await assert.rejects(openStateStore({ folder: join(file, 'state') }), { code: 'io.failed' });
  });

  test('a lock file that is no database', async () => {
    using place = testFolder();
    writeFileSync(place.lockPath, 'pid 4711 '.repeat(200));
    await assert.rejects(testEngine(place), {
      code: 'store.corrupt',
      facts: { path: place.lockPath, problem: 'file is not a database' },
    });
  });
});

describe('a folder that cannot be written to', () => {
  test('refuses a store and still shows what it holds', async (t) => {
    using place = testFolder();
    await fill(place.folder);
    chmodSync(place.statePath, 0o444);
    chmodSync(place.folder, 0o555);
    try {
      const write = asNobody(t, 'write', place.folder) as { code: string; facts: { path: string } } | null;
      if (write === null) return;
      assert.equal(write.code, 'io.failed');
      assert.equal(write.facts.path, place.statePath);
      const read = asNobody(t, 'read', place.folder) as { runs: readonly string[] };
      assert.equal(read.runs.length, 20);
      assert.ok(!readdirSync(place.folder).includes('state.db-wal'), 'reading put nothing there');
    } finally {
      chmodSync(place.folder, 0o755);
    }
  });

  test('never shows an old state while newer commits stand beside the file', async (t) => {
    using place = testFolder();
    using copy = testFolder();
    await using engine = await testEngine(place);
    await engine.store.createRun(engine.lease, newRun(RUN_A, ['a']));
    for (const name of ['state.db', 'state.db-wal']) copyFileSync(join(place.folder, name), join(copy.folder, name));
    chmodSync(copy.folder, 0o555);
    try {
      const read = asNobody(t, 'read', copy.folder) as { code: string } | null;
      if (read !== null) assert.equal(read.code, 'io.failed');
    } finally {
      chmodSync(copy.folder, 0o755);
    }
  });
});

describe('the SQLite that Node brings', () => {
  test('is refused before 3.51.3', () => {
    const refused = {
      code: 'io.failed',
      facts: {
        action: 'open',
        path: 'p',
        problem: 'this Node has SQLite 3.51.2, which can damage the file',
        wayOut: 'Use Node 24.15 or newer (SQLite 3.51.3).',
      },
    };
    assert.throws(() => checkSqliteVersion('3.51.2', 'p'), refused);
    for (const old of ['3.50.7', '3.7.0', '2.99.99', '3.51'])
      assert.throws(() => checkSqliteVersion(old, 'p'), { code: 'io.failed' });
    for (const good of ['3.51.3', '3.51.10', '3.53.4', '4.0.0']) checkSqliteVersion(good, 'p');
  });
});

/** A page that nothing touches but a reader of old events: taking the right does not come by it. */
function pageOfOldEvents(path: string): number {
  using db = new DatabaseSync(path, { readOnly: true });
  const pages = db
    .prepare("SELECT pageno FROM dbstat WHERE name = 'event' AND pagetype = 'leaf' ORDER BY pageno")
    .all();
  return pages[0]!.pageno as number;
}

function overwritePage(path: string, page: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096);
  closeSync(file);
}

/** Some runs, so that the file has pages to damage. */
async function fill(folder: string): Promise<void> {
  await using engine = await testEngine({ folder });
  const keys = Array.from({ length: 20 }, (_, index) => `step_${index}`);
  for (let run = 1; run <= 20; run += 1) await engine.store.createRun(engine.lease, newRun(runIdAt(run), keys));
}

const NOBODY = 65534;

/** What a child without our rights says; null, with the reason, where no such child can be had. */
function asNobody(t: TestContext, action: string, folder: string): unknown {
  const isRoot = process.getuid?.() === 0;
  const rights = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawnSync(process.execPath, [CHILD, action, folder], { ...rights, encoding: 'utf8', cwd: '/' });
  if (child.status === 0 && child.stdout !== '') return JSON.parse(child.stdout);
  t.skip(`no child without the right to write: ${child.error?.message ?? child.stderr}`);
  return null;
}
