import { randomUUID } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isTapelineError, TapelineError } from '../../core/errors.ts';
import { spaceError } from '../../core/io-error.ts';
import { type SystemProblem, systemProblemOf } from '../../core/system-problem.ts';
import { makeFolders } from './make-folders.ts';

/** Called before each durable action. Tests kill the process in the n-th call, or fail it; otherwise it does nothing. */
export type CrashPoint = () => void;

/**
 * The one door through which files become durable: every create, write, fsync, rename and removal passes here and
 * is counted by the crash point. Failures are `io.failed`, `io.no_space` or `io.read_only`, with the path and a way out.
 */
export type DurableFiles = {
  /** Creates the folder and what is missing above it, and syncs the folders that gained an entry. */
  readonly makeFolder: (path: string) => Promise<void>;
  /** Writes a new file and syncs it. Refuses an existing one. */
  readonly create: (path: string, bytes: Uint8Array) => Promise<void>;
  readonly syncFile: (path: string) => Promise<void>;
  /** Renames within one file system, then syncs the folder of the new name. */
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly syncFolder: (path: string) => Promise<void>;
  /** Removes a file; one that is not there is fine. */
  readonly remove: (path: string) => Promise<void>;
  readonly crashPoint: CrashPoint;
};

export function durableFiles(crashPoint: CrashPoint = () => {}): DurableFiles {
  const counted = <T>(action: string, path: string, act: () => Promise<T>): Promise<T> =>
    failingWith(action, path, () => {
      crashPoint();
      return act();
    });
  const syncFolder = (path: string): Promise<void> => counted('sync the folder', path, () => syncPath(path, 'r'));
  return {
    crashPoint,
    syncFolder,
    makeFolder: (path) => counted('create the folder', path, () => makeFolderDurably(path)),
    create: (path, bytes) => counted('write', path, () => createSynced(path, bytes)),
    syncFile: (path) => counted('sync', path, () => syncPath(path, 'r+')),
    rename: async (from, to) => {
      await counted('write', to, () => rename(from, to));
      await syncFolder(dirname(to));
    },
    remove: (path) => counted('remove', path, () => unlinkIfThere(path)),
  };
}

/** Replaces `path` as a whole: readers see the old bytes or the new ones, also after a crash. */
export async function writeAtomically(files: DurableFiles, path: string, bytes: Uint8Array): Promise<void> {
  const draft = draftName(path);
  await files.makeFolder(dirname(path));
  try {
    await files.create(draft, bytes);
    await files.rename(draft, path);
  } catch (error) {
    await unlinkIfThere(draft).catch(() => {});
    throw error;
  }
}

/** A name beside `path` that nobody else uses and that no reader takes for the file. */
export function draftName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
}

/** Runs an input or output action; what the system refuses becomes `io.failed`, `io.no_space` or `io.read_only`. */
export async function failingWith<T>(action: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw isTapelineError(error) ? error : ioFailed(action, path, error);
  }
}

export function ioFailed(action: string, path: string, cause: unknown): TapelineError {
  const space = spaceError({ action, path }, cause);
  if (space !== null) return space;
  const known = systemProblemOf(cause);
  const problem = known?.text ?? (cause instanceof Error ? cause.message : String(cause));
  const wayOut = (known === null ? undefined : WAYS_OUT[known.kind]) ?? 'Check the path and the disk.';
  return new TapelineError('io.failed', { facts: { action, path, problem, wayOut }, cause });
}

const WAYS_OUT: Partial<Readonly<Record<SystemProblem, string>>> = {
  permission: 'Give this user the right to write there, or choose another folder (DATA_DIR).',
  name_taken: 'Move it away, or choose another folder.',
  is_folder: 'Give a file, or move the folder away.',
  missing: 'Check the path.',
  disk_error: 'Check the disk before writing again; nothing of this attempt is trusted.',
};

async function makeFolderDurably(path: string): Promise<void> {
  for (const made of makeFolders(path)) await syncPath(dirname(made), 'r');
}

async function createSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncPath(path: string, flags: 'r' | 'r+'): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function unlinkIfThere(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
