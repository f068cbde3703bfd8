import { EXIT, TapelineError } from './errors.ts';
import { type SystemProblem, systemProblemOf } from './system-problem.ts';

/** What grew beyond its bound: the disk, a user's share of it, or the size one file may have. */
export type SpaceLimit = 'disk' | 'quota' | 'file_size';

const LIMITS: Partial<Readonly<Record<SystemProblem, SpaceLimit>>> = {
  disk_full: 'disk',
  quota: 'quota',
  too_large: 'file_size',
};

/** What was to be done, and where. */
export type IoAction = { readonly action: string; readonly path: string };

/**
 * The error of an action that the system refused for want of space, which may pass, or because the file system is
 * read-only, which will not. Null for any other cause.
 */
export function spaceError({ action, path }: IoAction, cause: unknown): TapelineError | null {
  const kind = systemProblemOf(cause)?.kind;
  if (kind === 'read_only') return new TapelineError('io.read_only', { facts: { action, path }, cause });
  const limit = kind === undefined ? undefined : LIMITS[kind];
  return limit === undefined ? null : noSpace({ action, path }, limit, cause);
}

export function noSpace({ action, path }: IoAction, limit: SpaceLimit, cause?: unknown): TapelineError {
  const facts = { action, path, limit };
  return new TapelineError('io.no_space', { facts, retry: 'later', exit: EXIT.temporary, cause });
}
