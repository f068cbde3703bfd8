import assert from 'node:assert/strict';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readSmallText, removeOutdated, writePrivateText } from './private-file.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapeline-密 '));
});
after(() => rm(folder, { recursive: true }));

test('a file that others could read is replaced by one that they cannot', async () => {
  const path = join(folder, 'open');
  await writeFile(path, 'old');
  await chmod(path, 0o666);
  await writePrivateText(path, 'new');
  assert.equal(await readFile(path, 'utf8'), 'new');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('a link is replaced, and what it leads to is left alone', async () => {
  const [path, target] = [join(folder, 'link'), join(folder, 'target')];
  await writeFile(target, 'of somebody else');
  await symlink(target, path);
  await writePrivateText(path, 'mine');
  assert.equal(await readFile(target, 'utf8'), 'of somebody else');
  assert.ok((await lstat(path)).isFile());
});

test('a write that fails leaves no draft', async () => {
  const place = join(folder, 'place');
  await mkdir(join(place, 'taken'), { recursive: true });
  await assert.rejects(writePrivateText(join(place, 'taken'), 'text'));
  assert.deepEqual(await readdir(place), ['taken']);
});

test('reads a text up to the limit, and nothing where there is none', async () => {
  const path = join(folder, 'small');
  await writeFile(path, '中文');
  assert.equal(await readSmallText(path, 6), '中文');
  assert.equal(await readSmallText(path, 5), null, 'one byte more than allowed');
  assert.equal(await readSmallText(join(folder, 'none'), 5), null);
  assert.equal(await readSmallText(folder, 5), null, 'a folder');
});

test('only files of the pattern that are older than allowed are removed', async () => {
  const place = await mkdtemp(join(folder, 'old-'));
  const stamps = { 'a.tmp': 1000, 'b.tmp': 1001, 'c.keep': 0, 'newest.tmp': 1010 };
  for (const [name, seconds] of Object.entries(stamps)) {
    await writeFile(join(place, name), '');
    await utimes(join(place, name), seconds, seconds);
  }
  await removeOutdated(place, { pattern: /\.tmp$/, newest: join(place, 'newest.tmp'), ageMaxMs: 9000 });
  assert.deepEqual((await readdir(place)).sort(), ['b.tmp', 'c.keep', 'newest.tmp']);
});
