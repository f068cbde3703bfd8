import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeFolders } from './make-folders.ts';

const root = mkdtempSync(join(tmpdir(), 'tapeline 文件夹 '));
after(() => rmSync(root, { recursive: true, force: true }));

test('creates what is missing, the highest first, and nothing twice', () => {
  const path = join(root, 'a', 'b c', '丁');
  assert.deepEqual(makeFolders(path), [join(root, 'a'), join(root, 'a', 'b c'), path]);
  assert.deepEqual(makeFolders(path), []);
});

test('a file in the way is an error, at the end and in between', () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  assert.throws(() => makeFolders(file), /ENOTDIR/);
  assert.throws(() => makeFolders(join(file, 'below')), /ENOTDIR/);
});

test('a link to nowhere is an error', () => {
  const link = join(root, 'link');
  symlinkSync(join(root, 'nowhere'), link);
  assert.throws(() => makeFolders(join(link, 'below')), /EEXIST|ENOENT/);
});

test('a folder that takes no entries is an error, and not a wait for ever', { skip: !existsSync('/proc') }, () => {
  assert.throws(() => makeFolders('/proc/tapeline/below'), /ENOENT|EACCES|EPERM|EROFS/);
});
