import { glob, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SeenFile, SensorFiles } from '../../control/sensor/look/look.ts';

/** More than a sensor takes: what is beyond is not looked at. */
const LISTED_MAX = 20_000;

/** Files of the project's folder, or of any other by an absolute pattern. */
export function watchedFiles(folder: string): SensorFiles {
  return {
    async list(pattern, signal) {
      const files: SeenFile[] = [];
      for await (const path of glob(pattern, { cwd: folder })) {
        signal.throwIfAborted();
        const file = await seenFile(folder, path);
        if (file !== null) files.push(file);
        if (files.length >= LISTED_MAX) break;
      }
      return files;
    },
  };
}

/** Null for what is no file, or is gone by now. */
async function seenFile(folder: string, path: string): Promise<SeenFile | null> {
  try {
    const found = await stat(resolve(folder, path));
    return found.isFile() ? { path, bytes: found.size, modifiedAtMs: Math.floor(found.mtimeMs) } : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
