import { type DurableFiles, durableFiles } from './atomic-write.ts';
import { resolveInside } from './resolve-inside.ts';

/**
 * Removes files of a lake by their paths relative to it. Those already gone are fine. Needs no DuckDB.
 *
 * @throws io.failed for a path outside of the lake or through a symbolic link; then nothing was removed
 */
export async function deleteLakeFiles(
  folder: string,
  paths: readonly string[],
  files: DurableFiles = durableFiles(),
): Promise<void> {
  const targets = await Promise.all(paths.map((path) => resolveInside(folder, path)));
  for (const target of targets) await files.remove(target);
}
