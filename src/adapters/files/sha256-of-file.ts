import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { failingWith } from './atomic-write.ts';

/** The hash of a file's bytes, read in pieces. */
/** Read in pieces, whatever its length. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await failingWith('read', path, async () => {
    for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Uint8Array);
  });
  return hash.digest('hex');
}
