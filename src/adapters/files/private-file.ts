import { open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { draftName } from './atomic-write.ts';

const OWNER_ONLY = 0o600;

/**
 * Replaces `path` as a whole by a file that only this user may read. For what can be made again: nothing is synced, so
 * a power cut may leave an old, an empty or no file.
 */
export async function writePrivateText(path: string, text: string): Promise<void> {
  const draft = draftName(path);
  try {
    const file = await open(draft, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => {});
    throw error;
  }
}

/** The text of a small file; null when there is none, or one that cannot be read or has more bytes. */
export async function readSmallText(path: string, bytesMax: number): Promise<string | null> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return null;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(bytesMax + 1), 0, bytesMax + 1, 0);
    return bytesRead > bytesMax ? null : buffer.toString('utf8', 0, bytesRead);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

export type OutdatedFiles = {
  /** Only names like this are touched. */
  readonly pattern: RegExp;
  /** What a file's age is counted from: a file just written, so that one clock made both stamps. */
  readonly newest: string;
  readonly ageMaxMs: number;
};

/** Removes files that nobody has written for long. What cannot be removed stays. */
export async function removeOutdated(folder: string, { pattern, newest, ageMaxMs }: OutdatedFiles): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => pattern.test(name));
  const nowMs = (await stat(newest)).mtimeMs;
  for (const path of names.map((name) => join(folder, name))) {
    const found = await stat(path).catch(() => null);
    if (found?.isFile() && nowMs - found.mtimeMs > ageMaxMs) await unlink(path).catch(() => {});
  }
}
