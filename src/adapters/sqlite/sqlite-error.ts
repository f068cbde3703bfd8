import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isTapelineError, TapelineError } from '../../core/errors.ts';
import { noSpace, spaceError } from '../../core/io-error.ts';
import { whyRefused } from './why-refused.ts';

/** Primary result codes of SQLite that have a sentence of their own: https://sqlite.org/rescode.html */
const RESULT = {
  PERM: 3,
  BUSY: 5,
  LOCKED: 6,
  NOMEM: 7,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  PROTOCOL: 15,
  NOTADB: 26,
} as const;

type Failure = { readonly problem: string; readonly wayOut: string; readonly retry: 'never' | 'later' };

const FAILURES: Readonly<Record<number, Failure>> = {
  [RESULT.PERM]: { problem: 'permission denied', wayOut: 'Check the owner and mode of the folder.', retry: 'never' },
  [RESULT.BUSY]: busy(),
  [RESULT.LOCKED]: busy(),
  [RESULT.NOMEM]: { problem: 'out of memory', wayOut: 'Free memory and run again.', retry: 'later' },
  [RESULT.READONLY]: {
    problem: 'the file or its folder is read-only',
    wayOut: 'Make both and the files beside it writable, or choose another folder (TAPELINE_STATE_DIR).',
    retry: 'never',
  },
  [RESULT.IOERR]: { problem: 'the disk reports an error', wayOut: 'Check the disk, then run again.', retry: 'later' },
  [RESULT.CANTOPEN]: {
    problem: 'it cannot be opened or created',
    wayOut: 'Check that its folder exists and is writable, or choose another one (TAPELINE_STATE_DIR).',
    retry: 'never',
  },
  [RESULT.PROTOCOL]: busy(),
};

/** What a failed statement means to the caller: an event with the path in it, or the same bug as before. */
export function storeError(error: unknown, action: string, path: string): unknown {
  if (isTapelineError(error)) return error;
  const code = resultCode(error);
  if (code === RESULT.CORRUPT || code === RESULT.NOTADB) return corrupt(path, (error as Error).message, error);
  const space =
    code === RESULT.FULL
      ? noSpace({ action, path }, 'disk', error)
      : spaceError({ action, path }, action === 'read' ? error : told(error, code, path));
  if (space !== null) return space;
  const failure = code === null ? systemFailure(error) : FAILURES[code];
  if (failure === undefined) return error;
  const { problem, wayOut, retry } = failure;
  return new TapelineError('io.failed', { facts: { action, path, problem, wayOut }, retry, cause: error });
}

/** With these the system may have refused anything: a quota, a larger file, a file system that is read-only. */
const UNCLEAR: readonly number[] = [RESULT.IOERR, RESULT.READONLY, RESULT.CANTOPEN];

/** The system's own words: for what SQLite does not tell apart, it is asked. */
function told(error: unknown, code: number | null, path: string): unknown {
  return code !== null && UNCLEAR.includes(code) ? (whyRefused(path) ?? error) : error;
}

export function corrupt(path: string, problem: string, cause?: unknown): TapelineError {
  const backup = newestBackup(dirname(path));
  return new TapelineError('store.corrupt', {
    facts: { path, problem, ...(backup === null ? {} : { backup }) },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The newest copy beside a state file: the one to restore when the file is damaged. */
function newestBackup(folder: string): string | null {
  const backups = join(folder, 'backups');
  const names = existsSync(backups) ? readdirSync(backups).filter((name) => !name.startsWith('.')) : [];
  const newest = names.sort((left, right) => madeAt(backups, left) - madeAt(backups, right)).at(-1);
  return newest === undefined ? null : join(backups, newest);
}

const madeAt = (folder: string, name: string): number => statSync(join(folder, name)).mtimeMs;

/** True when the file itself failed, not the one statement: nothing of the transaction can be trusted to be kept. */
export function isFileFailure(error: unknown): boolean {
  const code = resultCode(error);
  return (
    code !== null && (code in FAILURES || code === RESULT.FULL || code === RESULT.CORRUPT || code === RESULT.NOTADB)
  );
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === RESULT.BUSY;
}

export function isCannotOpen(error: unknown): boolean {
  const code = resultCode(error);
  return code === RESULT.CANTOPEN || code === RESULT.READONLY;
}

/** The primary result code: the low byte of the extended one. Null for errors that are not SQLite's. */
function resultCode(error: unknown): number | null {
  const isSqlite = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
  return isSqlite ? (error.errcode as number) & 0xff : null;
}

function systemFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return { problem: `${error.code}`, wayOut: 'Check that the folder exists and is writable.', retry: 'never' };
}

function busy(): Failure {
  return {
    problem: 'another process has kept it locked',
    wayOut: 'Try again; if it stays so, look for a stopped process.',
    retry: 'later',
  };
}
