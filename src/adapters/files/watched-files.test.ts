import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { watchedFiles } from './watched-files.ts';

const quiet = new AbortController().signal;

test('files that match are seen with size and time, folders and others are not', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline-watched-'));
  context.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'inbox', 'old.csv'), { recursive: true });
  for (const name of ['a.csv', 'b.txt']) writeFileSync(join(folder, 'inbox', name), '12345');
  utimesSync(join(folder, 'inbox', 'a.csv'), 1_700_000_000, 1_700_000_000.25);
  const seen = [{ path: join('inbox', 'a.csv'), bytes: 5, modifiedAtMs: 1_700_000_000_250 }];
  assert.deepEqual(await watchedFiles(folder).list('inbox/*.csv', quiet), seen);
  assert.deepEqual(await watchedFiles(folder).list('nowhere/*.csv', quiet), []);
});

test('a look that is ended stops', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline-watched-'));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.csv'), '1');
  await assert.rejects(watchedFiles(folder).list('*.csv', AbortSignal.abort(new Error('too long'))), /too long/);
});
