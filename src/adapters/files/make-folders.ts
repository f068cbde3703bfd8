import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder and what is missing above it; gives what it created, the highest first. Step by step: Node's own
 * recursive way never ends where a folder is there and takes no entries, as in `/proc`.
 */
export function makeFolders(path: string): readonly string[] {
  const missing: string[] = [];
  for (let folder = path; !isFolder(folder); folder = dirname(folder)) missing.unshift(folder);
  return missing.filter(makeOne);
}

function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (found.isDirectory()) return true;
  throw new Error(`ENOTDIR: not a directory, '${path}'`);
}

/** False when somebody else was faster. */
function makeOne(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && isFolder(path)) return false;
    throw error;
  }
}
