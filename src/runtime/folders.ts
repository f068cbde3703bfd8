import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { makeFolders } from '../adapters/files/make-folders.ts';
import { TapelineError } from '../core/errors.ts';
import { spaceError } from '../core/io-error.ts';
import { systemProblemText } from '../core/system-problem.ts';
import type { Settings } from './settings.ts';

/** Makes a folder for somebody who words its refusal. @throws what the system refuses. */
export function makeProjectFolder(path: string): void {
  makeFolders(path);
}

/** Each profile has its own state and lake: real and simulated rows never meet. */
export type ProfileFolders = {
  readonly state: string;
  readonly lake: string;
  readonly raw: string;
  readonly exports: string;
  readonly logs: string;
  readonly cache: string;
};

export function foldersOf({ folders }: Settings, profile: string): ProfileFolders {
  return {
    state: join(folders.state, profile),
    lake: join(folders.data, profile, 'lake'),
    raw: join(folders.data, profile, 'raw'),
    exports: join(folders.data, profile, 'exports'),
    logs: folders.logs,
    cache: folders.cache,
  };
}

/** Makes a folder that the program owns. @throws io.failed naming it. */
export function makeFolder(path: string, setting: string): string {
  try {
    makeFolders(path);
    return path;
  } catch (cause) {
    throw unusable('create the folder', path, setting, cause);
  }
}

/** Makes a folder and sees whether it can be written to. @throws io.failed naming it. */
export function writableFolder(path: string, setting: string): string {
  makeFolder(path, setting);
  try {
    accessSync(path, constants.W_OK);
    return path;
  } catch (cause) {
    throw unusable('write to', path, setting, cause);
  }
}

function unusable(action: string, path: string, setting: string, cause: unknown): TapelineError {
  const space = spaceError({ action, path }, cause);
  if (space !== null) return space;
  const problem = systemProblemText(cause);
  const wayOut = `Make it writable, or set ${setting} to another folder.`;
  return new TapelineError('io.failed', { facts: { action, path, problem, wayOut }, cause });
}
