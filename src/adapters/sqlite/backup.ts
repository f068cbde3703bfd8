import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TapelineError } from '../../core/errors.ts';
import { connectDirectly } from './connection.ts';
import { copyBeforeVersion, fileVersion } from './migrations.ts';
import { corrupt, storeError } from './sqlite-error.ts';

/**
 * Copies a state file as it is at one moment, beside whoever writes it, into one whole file without a log beside it.
 * What stands at `to` afterwards was looked through page by page, and is durable. Nothing that stood there is replaced.
 *
 * @throws io.failed, store.corrupt, store.newer, each naming the path
 */
export function copyState(from: string, to: string): void {
  if (existsSync(to)) throw taken(to);
  mkdirSync(dirname(to), { recursive: true });
  const draft = join(dirname(to), `.${basename(to)}.${process.pid}.tmp`);
  rmSync(draft, { force: true });
  try {
    vacuumInto(from, draft);
    checkStateFile(draft, to);
    syncPath(draft);
    renameSync(draft, to);
    syncPath(dirname(to));
  } catch (error) {
    rmSync(draft, { force: true });
    throw storeError(error, 'back up to', to);
  }
}

/** Looks at every page. @throws store.corrupt, store.newer, naming the file as `name` */
export function checkStateFile(path: string, name: string = path): { readonly version: number } {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    const version = fileVersion(db, name);
    if (version === 0) throw corrupt(name, 'it is empty');
    const found = `${db.prepare('PRAGMA quick_check(1)').get()!.quick_check}`;
    if (found !== 'ok') throw corrupt(name, found.replace(/\s+/g, ' '));
    return { version };
  } catch (error) {
    throw storeError(error, 'read', name);
  } finally {
    db?.close();
  }
}

/**
 * Puts a copy in the place of the state at `path`; what stood there goes to the folder `aside`, which may be on the same
 * file system only. The caller holds the engine's lock. At no moment is there no state file at all.
 */
export function replaceState(path: string, copy: string, aside: string): void {
  const draft = `${path}.restoring`;
  rmSync(draft, { force: true });
  try {
    vacuumInto(copy, draft);
    syncPath(draft);
    mkdirSync(aside, { recursive: true });
    if (existsSync(path)) {
      emptyLog(path);
      linkSync(path, join(aside, basename(path)));
      // A log that could not be emptied belongs to the old file: beside the new one it would be its ruin.
      for (const suffix of ['-wal', '-shm'])
        if (existsSync(path + suffix)) renameSync(path + suffix, join(aside, basename(path) + suffix));
    }
    renameSync(draft, path);
    syncPath(dirname(path));
  } catch (error) {
    rmSync(draft, { force: true });
    throw storeError(error, 'restore', path);
  }
}

/**
 * A copy for the way back, made before a file is brought to another version. One from an earlier time (the way back was
 * gone, and then forth again) gets its time into its name.
 */
export function copyBeforeMigration(path: string, version: number): string {
  const to = copyBeforeVersion(path, version + 1);
  const earlier = statSync(to, { throwIfNoEntry: false });
  if (earlier !== undefined)
    renameSync(to, to.replace(/\.db$/, `.${earlier.mtime.toISOString().replaceAll(':', '-')}.db`));
  copyState(path, to);
  return to;
}

function vacuumInto(from: string, to: string): void {
  const db = connectDirectly(from, { readOnly: true, timeout: 5000 });
  try {
    if (fileVersion(db, from) === 0) throw corrupt(from, 'it is empty');
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
}

/** A damaged file keeps its log: both go aside together. */
function emptyLog(path: string): void {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(path, { timeout: 5000 });
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // It is replaced all the same.
  } finally {
    db?.close();
  }
}

function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function taken(path: string): TapelineError {
  const facts = { action: 'back up to', path, problem: 'it is there already', wayOut: 'Choose another name.' };
  return new TapelineError('io.failed', { facts });
}
