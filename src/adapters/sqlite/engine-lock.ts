import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connect, connectDirectly } from './connection.ts';
import { isBusy, storeError } from './sqlite-error.ts';

/**
 * The one engine's right, as the operating system sees it: an exclusive lock on a file of its own, held by an open
 * transaction. It ends with the process, however that ends, and never stands in the way of readers of the state.
 * Do not open the file by other means in the same process: closing any descriptor of it would drop the lock.
 */
export type EngineLock = Disposable;

const PAUSE_MS = 25;
/** Somebody who only looks holds the file for an instant; somebody who works keeps it. */
const TRIES_MAX = 10;

/** The lock, or null when another handle or process has it. */
export async function takeEngineLock(path: string, connect: Connect = connectDirectly): Promise<EngineLock | null> {
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    if (tries > 1) await sleep(PAUSE_MS);
    const db = tryLock(path, connect);
    if (db !== null) return { [Symbol.dispose]: () => db.close() };
  }
  return null;
}

function tryLock(path: string, connect: Connect): DatabaseSync | null {
  let db: DatabaseSync | null = null;
  try {
    db = connect(path, { timeout: 0 });
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db?.close();
    if (isBusy(error)) return null;
    throw storeError(error, 'lock', path);
  }
}

/** Whether anybody alive has the lock. Creates nothing. */
export function isEngineLocked(path: string, connect: Connect = connectDirectly): boolean {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return false;
  let db: DatabaseSync | null = null;
  try {
    db = connect(path, { readOnly: true, timeout: 0 });
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw storeError(error, 'read', path);
  } finally {
    db?.close();
  }
}
