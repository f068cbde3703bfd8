import { join } from 'node:path';
import { durableFiles, writeAtomically } from './atomic-write.ts';
import { makeFolders } from './make-folders.ts';

/** Pages in a folder; each replaces its predecessor as a whole. @throws io.failed */
export function openPageStore(folder: string): {
  readonly write: (name: string, html: string) => Promise<string>;
} {
  return {
    async write(name, html) {
      makeFolders(folder);
      const path = join(folder, name);
      await writeAtomically(durableFiles(), path, new TextEncoder().encode(html));
      return path;
    },
  };
}
