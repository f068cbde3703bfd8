import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, absolute, without a separator at its end. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

const SKIPPED = new Set(['node_modules', 'dist', '.git', '.tapeline']);

/** Paths of the files below a folder of the repository, from its root, with forward slashes, sorted. */
export function filesBelow(folder: string, accepts: (path: string) => boolean): readonly string[] {
  const visit = (absolute: string): readonly string[] =>
    readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
      const path = join(absolute, entry.name);
      if (SKIPPED.has(entry.name)) return [];
      if (entry.isDirectory()) return visit(path);
      const fromRoot = relative(ROOT, path).split(sep).join('/');
      return entry.isFile() && accepts(fromRoot) ? [fromRoot] : [];
    });
  return [...visit(join(ROOT, folder))].sort();
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
