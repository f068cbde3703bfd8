import { lstat, readdir, rmdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type DurableFiles, failingWith } from '../files/atomic-write.ts';
import { resolveInside } from '../files/resolve-inside.ts';
import { stagingFolder } from './lake-paths.ts';

export type StoredFile = { readonly path: string; readonly bytes: number; readonly modifiedAtMs: number };

/** Files by age, so that an attempt that is still running keeps its own. Empty folders go too. */
export async function sweepStaging(folder: string, files: DurableFiles, olderThanMs: number): Promise<number> {
  const staging = stagingFolder(folder);
  const before = Date.now() - olderThanMs;
  let removed = 0;
  for (const { path, isFolder } of await entriesBelow(staging)) {
    const found = await lstat(path).catch(() => null);
    if (found === null || found.mtimeMs > before) continue;
    // Deepest first, so a folder is met after what was in it. One that is not empty stays.
    if (isFolder) await rmdir(path).catch(() => {});
    else {
      await files.remove(await resolveInside(folder, path));
      removed += 1;
    }
  }
  return removed;
}

export async function listFiles(folder: string): Promise<readonly StoredFile[]> {
  const staging = stagingFolder(folder);
  const entries = (await entriesBelow(folder)).filter(
    ({ path, isFolder }) => !isFolder && path.endsWith('.parquet') && !path.startsWith(staging + sep),
  );
  const stored = await Promise.all(
    entries.map(async ({ path }) => {
      const found = await failingWith('read', path, () => lstat(path));
      const name = relative(folder, path).split(sep).join('/');
      return { path: name, bytes: found.size, modifiedAtMs: found.mtimeMs };
    }),
  );
  return stored.sort((left, right) => (left.path < right.path ? -1 : 1));
}

type Entry = { readonly path: string; readonly isFolder: boolean };

/** Everything below a folder, deepest first. Symbolic links are not followed and count as files. */
async function entriesBelow(folder: string): Promise<readonly Entry[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const entries: Entry[] = [];
  for (const entry of found) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) entries.push(...(await entriesBelow(path)));
    entries.push({ path, isFolder: entry.isDirectory() });
  }
  return entries;
}
