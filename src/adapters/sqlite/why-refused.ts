import { accessSync, closeSync, constants, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';

const PAGE = new Uint8Array(4096);

/**
 * What the system says where SQLite could not write: SQLite knows a full disk, but tells neither a quota, a limit on the
 * size of a file nor a read-only file system from a broken disk. Tried on a file beside it that is as long as the longest
 * of the two and holds one page. Null when the system lets that be.
 */
export function whyRefused(path: string): unknown {
  const probe = `${path}.probe.${process.pid}`;
  try {
    accessSync(path, constants.W_OK);
    const file = openSync(probe, 'w');
    try {
      writeSync(file, PAGE, 0, PAGE.length, Math.max(bytesOf(path), bytesOf(`${path}-wal`)));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return null;
  } catch (error) {
    return error;
  } finally {
    rmSync(probe, { force: true });
  }
}

const bytesOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
