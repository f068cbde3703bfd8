import { readFile, truncate, unlink, writeFile } from 'node:fs/promises';

/** What the world does to files: gone, cut in half, or other bytes in the middle. */
export async function harmFile(path: string, how: 'remove' | 'cut' | 'garble'): Promise<void> {
  if (how === 'remove') return unlink(path);
  const bytes = await readFile(path);
  if (how === 'cut') return truncate(path, Math.floor(bytes.length / 2));
  // The first half of a small Parquet file is data pages, of a gzip file it is the body.
  for (let at = 4; at < bytes.length / 2; at += 1) bytes[at] = (bytes[at]! + 1) & 255;
  await writeFile(path, bytes);
}
