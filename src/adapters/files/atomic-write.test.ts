import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sentence } from '../../core/messages/sentence.ts';
import { durableFiles, ioFailed, writeAtomically } from './atomic-write.ts';

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tapeline-atomic-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a file written atomically', () => {
  test('replaces the old one and leaves nothing beside it', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'deep', 'er', 'x.json');
      for (const text of ['old', 'new']) await writeAtomically(durableFiles(), path, Buffer.from(text));
      assert.equal(await readFile(path, 'utf8'), 'new');
      assert.deepEqual(await readdir(join(folder, 'deep', 'er')), ['x.json']);
    }));

  test('is not there at all, or the old one is, whenever a step of it fails', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'x.json');
      await writeFile(path, 'old');
      let steps = 0;
      await writeAtomically(
        durableFiles(() => {
          steps += 1;
        }),
        join(folder, 'counted'),
        Buffer.from('new'),
      );
      for (let at = 1; at <= steps; at += 1) {
        let left = at;
        const failing = durableFiles(() => {
          left -= 1;
          if (left === 0) throw new Error('pulled the plug');
        });
        await writeAtomically(failing, path, Buffer.from('new')).catch(() => {});
        assert.ok(['old', 'new'].includes(await readFile(path, 'utf8')), `whole after failing at action ${at}`);
        assert.deepEqual(
          (await readdir(folder)).sort(),
          ['counted', 'x.json'],
          `no draft after failing at action ${at}`,
        );
      }
      assert.equal(steps, 4, 'folder, file, rename and folder sync are counted');
    }));

  test('says the path, what was wrong and the way out when the system refuses', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      const below = join(folder, 'file', 'x.json');
      await assert.rejects(writeAtomically(durableFiles(), below, Buffer.from('new')), (error: Error) => {
        assert.match(
          error.message,
          /^Cannot create the folder ".*file": something else already has that name\. Move it away/,
        );
        return true;
      });
    }));

  test('takes over no draft of another writer', () =>
    inFolder(async (folder) => {
      await mkdir(join(folder, 'x'));
      await assert.rejects(durableFiles().create(join(folder, 'x'), Buffer.from('')), { code: 'io.failed' });
    }));
});

describe('a failed input or output', () => {
  const sentences: readonly (readonly [string, string, RegExp])[] = [
    ['ENOSPC: no space left on device, write', 'io.no_space', /the disk is full\. Free some space/],
    ['EDQUOT: disk quota exceeded, write', 'io.no_space', /quota is used up/],
    ['EFBIG: file too large, write', 'io.no_space', /larger than the system allows.*ulimit -f/],
    ['IO Error: Could not write all bytes to file "x": No space left on device', 'io.no_space', /the disk is full/],
    ['Out of Memory Error: failed to offload data block of size 256.0 KiB', 'io.no_space', /the disk is full/],
    ['EROFS: read-only file system, open', 'io.read_only', /read-only\. Mount it writable/],
    ['EACCES: permission denied, open', 'io.failed', /permission is missing/],
    ['IO Error: Cannot open file "x": Permission denied', 'io.failed', /permission is missing/],
    ['ENOENT: no such file or directory', 'io.failed', /does not exist/],
    ['EIO: i/o error, fsync', 'io.failed', /the disk reported an error/],
    ['something new', 'io.failed', /something new\. Check the path and the disk\./],
  ];
  for (const [text, code, wording] of sentences) {
    test(`reads "${text}"`, () => {
      const error = ioFailed('write', '/lake/x', new Error(text));
      assert.deepEqual([error.code, error.retry], [code, code === 'io.no_space' ? 'later' : 'never']);
      assert.match(error.message, /^Cannot write "\/lake\/x": /);
      assert.match(error.message, wording);
      assert.match(sentence(error, 'zh'), /^无法.*“\/lake\/x”/);
    });
  }
});
