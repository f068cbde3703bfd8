import { lstat } from 'node:fs/promises';
import type { LakeFile } from '../../core/snapshot.ts';
import { resolveInside } from './resolve-inside.ts';
import { sha256OfFile } from './sha256-of-file.ts';

export type FileProblem = { readonly path: string; readonly problem: string };

/** Files that are not there, or not as long as they were written. */
export async function checkLakeFiles(folder: string, files: readonly LakeFile[]): Promise<readonly FileProblem[]> {
  return problemsOf(folder, files, async (target, { bytes }) => {
    const found = await lstat(target).catch(() => null);
    if (found === null || !found.isFile()) return 'is not there';
    return found.size === bytes ? null : `has ${found.size} bytes, ${bytes} were written`;
  });
}

/** Files whose bytes are not those that were written. Reads them all. */
export async function hashLakeFiles(folder: string, files: readonly LakeFile[]): Promise<readonly FileProblem[]> {
  return problemsOf(folder, files, async (target, { sha256 }) => {
    const found = await sha256OfFile(target).catch(() => null);
    if (found === null) return 'cannot be read';
    return found === sha256 ? null : 'has other bytes than were written';
  });
}

type Look = (target: string, file: LakeFile) => Promise<string | null>;

async function problemsOf(folder: string, files: readonly LakeFile[], look: Look): Promise<readonly FileProblem[]> {
  const problems: FileProblem[] = [];
  for (const file of files) {
    const target = await resolveInside(folder, file.path).catch(() => null);
    const problem = target === null ? 'is not there' : await look(target, file);
    if (problem !== null) problems.push({ path: file.path, problem });
  }
  return problems;
}
