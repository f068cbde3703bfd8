import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { pathSegment, resolveInside } from './resolve-inside.ts';

describe('a path inside a folder', () => {
  let home = '';
  let folder = '';
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'tapeline-inside-'));
    folder = join(home, 'lake');
    await mkdir(join(folder, 'bars'), { recursive: true });
    await mkdir(join(home, 'lake-secret'));
    await writeFile(join(home, 'lake-secret', 'x'), 'secret');
    await symlink(join(home, 'lake-secret'), join(folder, 'link'));
    await symlink(join(home, 'lake-secret', 'x'), join(folder, 'bars', 'x.parquet'));
  });
  after(() => rm(home, { recursive: true }));

  test('is accepted, there or not', async () => {
    assert.equal(await resolveInside(folder, 'bars/new/a.parquet'), join(folder, 'bars/new/a.parquet'));
    assert.equal(await resolveInside(folder, 'bars/../bars/a'), join(folder, 'bars/a'));
    assert.equal(await resolveInside(folder, join(folder, 'bars')), join(folder, 'bars'));
    assert.equal(await resolveInside(folder, '..bars'), join(folder, '..bars'), 'two dots may begin a name');
  });

  for (const path of ['..', '../lake-secret/x', 'bars/../../lake-secret/x', '/etc/passwd', '', '.', 'bars/..']) {
    test(`is refused when it is "${path}"`, async () => {
      await assert.rejects(resolveInside(folder, path), { code: 'io.failed' });
    });
  }

  test('is refused when the neighbour only begins with the same letters', async () => {
    await assert.rejects(resolveInside(folder, join(home, 'lake-secret', 'x')), { code: 'io.failed' });
  });

  test('is refused through a symbolic link, be it a folder or the file itself', async () => {
    await assert.rejects(resolveInside(folder, 'link/x'), /symbolic link/);
    await assert.rejects(resolveInside(folder, 'bars/x.parquet'), /symbolic link/);
  });

  test('may lie in a folder that is itself reached through a link', async () => {
    await symlink(folder, join(home, 'alias'));
    assert.equal(await resolveInside(join(home, 'alias'), 'bars/a'), join(folder, 'bars/a'));
    assert.equal(await resolveInside(join(home, 'alias'), join(home, 'alias', 'bars', 'a')), join(folder, 'bars/a'));
  });
});

describe('a text as one path segment', () => {
  test('is plain, never a way up, and different for different texts', () => {
    const texts = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '.', '..', '...', '%', 'a/b', '%2E')),
    );
    fc.assert(
      fc.property(texts, (given) => {
        const distinct = new Set(given.map((text) => text.toWellFormed()));
        const segments = [...distinct].map(pathSegment);
        for (const segment of segments) {
          assert.match(segment, /^[A-Za-z0-9_.%-]+$/);
          assert.doesNotMatch(segment, /^\.+$/);
        }
        assert.equal(new Set(segments).size, distinct.size);
      }),
    );
  });
});
