import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { testFolder } from './folder-for-tests.ts';
import { GroupCommit } from './group-commit.ts';
import { Statements } from './statements.ts';

const INSERT = 'INSERT INTO entry (text) VALUES (?)';

describe('calls of one turn share one commit', () => {
  test('one call or a hundred of a turn: one commit', async () => {
    using table = entries();
    await table.commits.call(() => table.add('alone'));
    assert.equal(table.committed(), 1);
    await Promise.all(Array.from({ length: 100 }, (_, index) => table.commits.call(() => table.add(`${index}`))));
    assert.equal(table.committed(), 2);
  });

  test('a turn with more calls than one commit may hold keeps them all, in order', async () => {
    using table = entries();
    const names = Array.from({ length: 2000 }, (_, index) => `${index}`);
    await Promise.all(names.map((name) => table.commits.call(() => table.add(name))));
    assert.deepEqual(table.texts(), names);
    assert.ok(table.committed() > 1 && table.committed() < 20, `${table.committed()} commits`);
  });

  test('a turn of which nothing is kept is no commit', async () => {
    using table = entries();
    const refuse = () => table.commits.call(() => refused(table));
    const settled = await Promise.allSettled([refuse(), refuse()]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    await assert.rejects(refuse(), /refused/);
    assert.deepEqual([table.committed(), table.texts()], [0, []]);
  });

  test('closing commits what was called and refuses what comes after', async () => {
    using table = entries();
    const called = table.commits.call(() => table.add('before'));
    await table.commits.close();
    await called;
    assert.deepEqual(table.texts(), ['before']);
    assert.throws(() => table.commits.call(() => table.add('after')), /closed/);
  });
});

describe('another writer that does not let go', () => {
  test('is waited for so long, then every call rejects and may be tried again', async () => {
    using table = entries({ busyMaxMs: 60 });
    using other = new DatabaseSync(table.path);
    other.exec('BEGIN IMMEDIATE');
    const calls = [table.commits.call(() => table.add('a')), table.commits.call(() => table.add('b'))];
    for (const settled of await Promise.allSettled(calls)) {
      assert.equal(settled.status, 'rejected');
      const { code, retry, facts } = settled.reason;
      assert.deepEqual([code, retry, facts.path], ['io.failed', 'later', table.path]);
    }
    other.exec('ROLLBACK');
    await table.commits.call(() => table.add('c'));
    assert.deepEqual(table.texts(), ['c']);
  });
});

class CountedStatements extends Statements {
  commits = 0;

  override run(sql: string, ...values: Parameters<Statements['run']>[1][]): void {
    if (sql === 'COMMIT') this.commits += 1;
    super.run(sql, ...values);
  }
}

function refused(table: { add(text: string): void }): never {
  table.add('never seen');
  throw new Error('refused');
}

/** A table in a file of its own, and how often it was committed to. */
function entries({ busyMaxMs = 5000 }: { busyMaxMs?: number } = {}) {
  const place = testFolder();
  const db = new DatabaseSync(place.statePath, { timeout: 5 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE entry (text TEXT)');
  const statements = new CountedStatements(db);
  return {
    path: place.statePath,
    commits: new GroupCommit(statements, place.statePath, { busyMaxMs }),
    committed: () => statements.commits,
    add: (text: string): void => statements.run(INSERT, text),
    texts: () => statements.rows('SELECT text FROM entry ORDER BY rowid').map((row) => row.text),
    [Symbol.dispose]: () => {
      db.close();
      place[Symbol.dispose]();
    },
  };
}
