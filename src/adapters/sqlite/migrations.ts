import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { TapelineError } from '../../core/errors.ts';
import { LOG_SQL, missingStateSql, stateTablesSql } from './schema.ts';
import { corrupt } from './sqlite-error.ts';

/**
 * One entry per version of the file, each in one transaction with its `user_version`. Forward only. Cells and tables
 * that come to `STATE_TABLES` need a new entry that adds them; where the log of old has something to put there, it drops
 * the state tables and folds the log again.
 */
export type Migration = (db: DatabaseSync) => void;

export const MIGRATIONS: readonly Migration[] = [
  (db) => {
    for (const sql of [...LOG_SQL, ...stateTablesSql()]) db.exec(sql);
  },
  // Dates of partition keys, absent slices, and what steps were made from.
  (db) => {
    const columnsOf = (table: string) =>
      db
        .prepare(`PRAGMA table_info("${table}")`)
        .all()
        .map((row) => String(row.name));
    for (const sql of missingStateSql(columnsOf)) db.exec(sql);
  },
];

/** "TAPE": how a state file is told from any other SQLite file. */
const APPLICATION_ID = 0x54415045;

/** The version a file was written with; 0 for an empty one. @throws store.newer, or store.corrupt for foreign files. */
export function fileVersion(db: DatabaseSync, path: string, migrations = MIGRATIONS): number {
  const found = pragma(db, 'user_version');
  const application = pragma(db, 'application_id');
  if (application !== APPLICATION_ID && !isEmpty(db)) throw corrupt(path, 'it is a SQLite file of another program');
  if (found <= migrations.length) return found;
  const backup = copyBeforeVersion(path, migrations.length + 1);
  const known = existsSync(backup) ? { backup } : {};
  throw new TapelineError('store.newer', { facts: { path, found, supported: migrations.length, ...known } });
}

/** Where the copy lies that is made before a file becomes one of a version. */
export const copyBeforeVersion = (path: string, version: number): string =>
  join(dirname(path), 'backups', `before-version-${version}.db`);

export type MigrateOptions = {
  readonly migrations?: readonly Migration[];
};

/** Brings the file to this program's version. Processes that do it at once take turns. */
export function migrate(db: DatabaseSync, path: string, { migrations = MIGRATIONS }: MigrateOptions): void {
  if (fileVersion(db, path, migrations) === migrations.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (let version = fileVersion(db, path, migrations); version < migrations.length; version += 1) {
      migrations[version]!(db);
      db.exec(`PRAGMA user_version = ${version + 1}`);
    }
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function isEmpty(db: DatabaseSync): boolean {
  return db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()!.tables === 0;
}

export function pragma(db: DatabaseSync, name: string): number {
  return Object.values(db.prepare(`PRAGMA ${name}`).get()!)[0] as number;
}
