import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { TapelineError } from '../../core/errors.ts';
import { takeEngineLock } from './engine-lock.ts';
import { fileVersion, MIGRATIONS, type Migration, migrate, pragma } from './migrations.ts';
import { corrupt, isBusy, isCannotOpen, storeError } from './sqlite-error.ts';

/**
 * When a resolved call is safe. `full`: from a power cut, by one fsync per commit. `normal`: from the end of the
 * process; a power cut may take the last commits and leaves the file whole. `memory`: as `normal`, but the
 * operating system writes when it pleases, and a power cut may damage the file.
 */
export type Durability = 'full' | 'normal' | 'memory';

/** How a database is opened: a seam for tests that make statements fail. */
export type Connect = (path: string | URL, options: DatabaseSyncOptions) => DatabaseSync;

export const connectDirectly: Connect = (path, options) => new DatabaseSync(path, options);

const SYNCHRONOUS = { full: 'FULL', normal: 'NORMAL', memory: 'OFF' } as const;
/** A wait inside SQLite stops the event loop, so it is short; `GroupCommit` goes on waiting outside. */
const WRITER_BUSY_MS = 20;
const READER_BUSY_MS = 5000;
const OPEN_TRIES_MAX = 50;
const OPEN_PAUSE_MS = 50;
const WAL_BYTES_KEPT = 16 * 1024 * 1024;

export type WriterOptions = {
  readonly durability: Durability;
  readonly connect: Connect;
  /** For tests: what brings a file to the newest version. */
  readonly migrations?: readonly Migration[];
};

/** Opens or creates the state file for writing. @throws store.corrupt, store.newer, io.failed, each naming the path. */
export async function openWriter(path: string, options: WriterOptions): Promise<DatabaseSync> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { db, isCurrent } = openWriterOnce(path, options);
      if (!isCurrent) await migrateAlone(db, path, options);
      return db;
    } catch (error) {
      if (!isBusy(error) || tries === OPEN_TRIES_MAX) throw storeError(error, 'open', path);
    }
    await sleep(OPEN_PAUSE_MS);
  }
}

type Opened = { readonly db: DatabaseSync; readonly isCurrent: boolean };

function openWriterOnce(path: string, options: WriterOptions): Opened {
  const { durability, connect, migrations = MIGRATIONS } = options;
  checkSqliteVersion(process.versions.sqlite ?? '0', path);
  mkdirSync(dirname(path), { recursive: true });
  const db = connect(path, { timeout: WRITER_BUSY_MS });
  return closedOnFailure(db, () => {
    const version = fileVersion(db, path, migrations);
    if (version === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    guard(db);
    const mode = db.prepare('PRAGMA journal_mode = WAL').get()!.journal_mode;
    if (mode !== 'wal') throw noWal(path, `${mode}`);
    db.exec(`PRAGMA synchronous = ${SYNCHRONOUS[durability]}; PRAGMA journal_size_limit = ${WAL_BYTES_KEPT}`);
    // A new file has nothing to lose; an old one has.
    if (version === 0) migrate(db, path, options);
    return { db, isCurrent: version === 0 || version === migrations.length };
  });
}

/**
 * Brings an old file to this program's version, with a copy beside it for the way back. Only whoever could be the
 * engine does that: an engine of another version may still be working.
 */
async function migrateAlone(db: DatabaseSync, path: string, options: WriterOptions): Promise<void> {
  try {
    using lock = await takeEngineLock(join(dirname(path), 'engine.lock'), options.connect);
    if (lock === null) throw stillHeld(path);
    const { copyBeforeMigration } = await import('./backup.ts');
    copyBeforeMigration(path, fileVersion(db, path, options.migrations));
    migrate(db, path, options);
  } catch (error) {
    if (db.isOpen) db.close();
    throw error;
  }
}

function stillHeld(path: string): TapelineError {
  const problem = 'it has to be brought up to date, and an engine of an older program still works on it';
  const wayOut = 'Stop that engine (tapeline down, or its Ctrl-C), then run again.';
  return new TapelineError('io.failed', { facts: { action: 'open', path, problem, wayOut }, retry: 'later' });
}

/** Opens what is there, to look only; null when no state was ever written. Nothing is created, waited for or repaired. */
export function openForReading(path: string, connect: Connect): DatabaseSync | null {
  checkSqliteVersion(process.versions.sqlite ?? '0', path);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  try {
    return readable(connect(path, { readOnly: true, timeout: READER_BUSY_MS }), path);
  } catch (error) {
    if (!isCannotOpen(error) || hasWal(path)) throw storeError(error, 'read', path);
  }
  // A folder that cannot be written to holds no writer either: the file may be read as one that never changes.
  const frozen = pathToFileURL(path);
  frozen.search = '?immutable=1';
  try {
    return readable(connect(frozen, { readOnly: true }), path);
  } catch (error) {
    throw storeError(error, 'read', path);
  }
}

/** True when commits stand beside the file, which a reader of the file alone would miss. */
function hasWal(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function readable(db: DatabaseSync, path: string): DatabaseSync | null {
  return closedOnFailure(db, () => {
    guard(db);
    const found = fileVersion(db, path);
    if (found === MIGRATIONS.length) return db;
    db.close();
    if (found === 0) return null;
    const problem = `it has version ${found}, this program reads ${MIGRATIONS.length}`;
    const wayOut = 'Start a run or the engine once: it brings the file up to date.';
    throw new TapelineError('io.failed', { facts: { action: 'read', path, problem, wayOut } });
  });
}

/** Nothing in the file is trusted to be more than rows. */
function guard(db: DatabaseSync): void {
  db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0');
}

const QUICK_CHECK_BYTES_MAX = 512 * 1024 * 1024;

/** Looks at every page once, unless that would take seconds. @throws store.corrupt with the first thing found. */
export function quickCheck(db: DatabaseSync, path: string): void {
  if (pragma(db, 'page_count') * pragma(db, 'page_size') > QUICK_CHECK_BYTES_MAX) return;
  let found: string;
  try {
    found = `${db.prepare('PRAGMA quick_check(1)').get()!.quick_check}`;
  } catch (error) {
    throw storeError(error, 'check', path);
  }
  if (found !== 'ok') throw corrupt(path, found.replace(/\s+/g, ' '));
}

const SQLITE_VERSION_MIN = [3, 51, 3] as const;

/** SQLite before 3.51.3 can damage a WAL file that several connections write. @throws io.failed */
export function checkSqliteVersion(version: string, path: string): void {
  const parts = version.split('.').map(Number);
  for (const [index, needed] of SQLITE_VERSION_MIN.entries()) {
    const part = parts[index] ?? 0;
    if (part > needed) return;
    if (part < needed) throw tooOld(version, path);
  }
}

function tooOld(version: string, path: string): TapelineError {
  const problem = `this Node has SQLite ${version}, which can damage the file`;
  const wayOut = 'Use Node 24.15 or newer (SQLite 3.51.3).';
  return new TapelineError('io.failed', { facts: { action: 'open', path, problem, wayOut } });
}

function noWal(path: string, mode: string): TapelineError {
  const problem = `the file system cannot hold a write-ahead log (journal mode is "${mode}")`;
  const wayOut = 'Put the state folder on a local disk.';
  return new TapelineError('io.failed', { facts: { action: 'open', path, problem, wayOut } });
}

function closedOnFailure<T>(db: DatabaseSync, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (db.isOpen) db.close();
    throw error;
  }
}
