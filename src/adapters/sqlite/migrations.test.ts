import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { auditState } from '../../control/audit/audit-state.ts';
import { newRun, RUN_A, RUN_B } from '../../control/state/kit/fixtures.ts';
import { checkStateFile, replaceState } from './backup.ts';
import { DEATH, failingConnection } from './failing-connection-for-tests.ts';
import { type TestFolder, testEngine, testFolder } from './folder-for-tests.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';
import { openStateStore } from './state-store.ts';

/** A version that nobody ships: a column, an index, and what was there is read and written again. */
const SECOND: readonly Migration[] = [
  ...MIGRATIONS,
  (db) => {
    db.exec('ALTER TABLE request ADD COLUMN note TEXT');
    db.exec("UPDATE request SET note = 'old'");
    db.exec('CREATE INDEX request_by_kind ON request (kind)');
  },
];
const STATEMENTS_MAX = 60;
const NOW = MIGRATIONS.length;
const NEXT = SECOND.length;

async function oldState(place: TestFolder): Promise<void> {
  await using engine = await testEngine({ folder: place.folder });
  await engine.store.createRun(engine.lease, newRun(RUN_A, ['a', 'b']));
  await engine.store.submit({ kind: 'cancel', data: { runId: RUN_A, reason: 'x' }, atMs: 1 });
  await engine.store.releaseEngine(engine.lease);
}

function look(path: string): { readonly version: unknown; readonly events: unknown; readonly notes: unknown } {
  const db = new DatabaseSync(path, { readOnly: true });
  const version = db.prepare('PRAGMA user_version').get()!.user_version;
  const events = db.prepare('SELECT count(*) AS n FROM event').get()!.n;
  const notes = version === NOW ? null : db.prepare('SELECT note FROM request').get()!.note;
  db.close();
  return { version, events, notes };
}

describe('an old state file', () => {
  test('is brought up to date once, with a whole copy of it for the way back', async () => {
    using place = testFolder();
    await oldState(place);
    const store = await openStateStore({ folder: place.folder, durability: 'memory', migrations: SECOND });
    assert.equal((await store.openRequests()).length, 1);
    await store[Symbol.asyncDispose]();
    assert.deepEqual(look(place.statePath), { version: NEXT, events: 1, notes: 'old' });
    const copy = join(place.folder, 'backups', `before-version-${NEXT}.db`);
    assert.deepEqual(checkStateFile(copy), { version: NOW });
    assert.deepEqual(look(copy), { version: NOW, events: 1, notes: null });
  });

  test('comes back with its copy: the old program goes on, and the next step forward copies what came since', async () => {
    using place = testFolder();
    await oldState(place);
    const upgrade = async (): Promise<void> =>
      (await openStateStore({ folder: place.folder, durability: 'memory', migrations: SECOND }))[Symbol.asyncDispose]();
    await upgrade();
    const copy = join(place.folder, 'backups', `before-version-${NEXT}.db`);
    await assert.rejects(openStateStore({ folder: place.folder }), {
      code: 'store.newer',
      message: /restore ".*before-version-/,
    });
    replaceState(place.statePath, copy, join(place.folder, 'replaced'));
    {
      await using engine = await testEngine({ folder: place.folder });
      assert.deepEqual((await auditState(engine.store)).violations, []);
      await engine.store.createRun(engine.lease, newRun(RUN_B, ['a']));
      await engine.store.releaseEngine(engine.lease);
    }
    assert.equal(look(join(place.folder, 'replaced', 'state.db')).version, NEXT, 'what stood there is kept');
    await upgrade();
    assert.deepEqual(look(copy), { version: NOW, events: 2, notes: null }, 'what was done in between is in it');
    assert.equal(readdirSync(join(place.folder, 'backups')).length, 2, 'and the first copy is there still');
  });

  test('is the old one or the new one, whole, wherever its migration dies, and the next start finishes it', async () => {
    let points = 0;
    for (let statement = 1; statement <= STATEMENTS_MAX; statement += 1) {
      using place = testFolder();
      await oldState(place);
      const failing = failingConnection(place.statePath);
      failing.dieAfter(statement);
      const options = { folder: place.folder, durability: 'memory', migrations: SECOND } as const;
      const opened = await openStateStore({ ...options, connect: failing.connect }).catch((error: unknown) => error);
      if (opened !== DEATH) {
        await (opened as AsyncDisposable)[Symbol.asyncDispose]();
        break;
      }
      points += 1;
      const { version } = look(place.statePath);
      assert.ok(version === NOW || version === NEXT, `dead at statement ${statement}: version ${version}`);
      const again = await openStateStore(options);
      await again[Symbol.asyncDispose]();
      assert.deepEqual(look(place.statePath), { version: NEXT, events: 1, notes: 'old' }, `statement ${statement}`);
      assert.ok(existsSync(join(place.folder, 'backups', `before-version-${NEXT}.db`)));
    }
    assert.ok(points >= 10, `${points} points`);
  });

  test('is left alone while an engine works on it', async () => {
    using place = testFolder();
    await oldState(place);
    await using _engine = await testEngine({ folder: place.folder });
    await assert.rejects(openStateStore({ folder: place.folder, migrations: SECOND }), {
      code: 'io.failed',
      message: /engine of an older program still works on it/,
    });
    assert.equal(look(place.statePath).version, NOW);
  });

  test('of the first version gets what it lacks, and folds to what it holds', async () => {
    using place = testFolder();
    await oldState(place);
    const db = new DatabaseSync(place.statePath);
    for (const cell of ['first_date', 'last_date']) db.exec(`ALTER TABLE partition_key DROP COLUMN ${cell}`);
    for (const table of ['partition_absence', 'memo']) db.exec(`DROP TABLE ${table}`);
    db.exec('PRAGMA user_version = 1');
    db.close();
    await using engine = await testEngine({ folder: place.folder });
    const { store, lease } = engine;
    await store.addPartitionKeys(lease, { keysOf: 'funds', keys: [{ key: 'a', last: '2024-01-02' }], atMs: 1 });
    const before = await store.dump();
    assert.deepEqual([before.memo, before.partition_absence], [[], []]);
    assert.equal(before.partition_key[0]!.last_date, '2024-01-02');
    await store.rebuild(lease);
    assert.deepEqual(await store.dump(), before);
  });
});
