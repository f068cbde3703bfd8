import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { isTapelineError } from '../../core/errors.ts';
import { readCsv } from './csv.ts';
import { csvPages } from './csv-pages.ts';

const never = new AbortController().signal;
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapeline-pages-'));
});
after(() => rm(folder, { recursive: true }));

async function pagesOf(content: string | Uint8Array, pageBytes: number, name = 'a.csv') {
  const path = join(folder, name);
  await writeFile(path, content);
  const pages = [];
  for await (const page of csvPages(path, { source: 's', pageBytes, signal: never })) pages.push(page);
  return pages;
}

const read = (bytes: Uint8Array) => readCsv(bytes, { source: 's', what: 'w' });

test('a file below the page size is one page, byte for byte', async () => {
  const pages = await pagesOf('a,b\n1,2', 1000);
  assert.deepEqual(
    pages.map(({ bytes, firstLine }) => [Buffer.from(bytes).toString(), firstLine]),
    [['a,b\n1,2', 2]],
  );
});

test('every page has the header and whole records, quoted line ends included', async () => {
  const rows = Array.from({ length: 40 }, (_, index) => `${index},"two\nlines, ${index}"`);
  const content = ['id,note', ...rows].join('\n');
  const pages = await pagesOf(gzipSync(content), 100, 'b.csv.gz');
  assert.ok(pages.length > 1, 'the page size divides this file');
  const records = pages.flatMap(({ bytes }) => read(bytes).records);
  assert.deepEqual(records, read(Buffer.from(content)).records);
  const lines = pages.flatMap(({ bytes, firstLine }) => read(bytes).lines.map((line) => firstLine + line - 2));
  assert.deepEqual(lines, read(Buffer.from(content)).lines);
});

test('pages put together are the file, wherever it is cut', async () => {
  const cell = fc.constantFrom('1', '价格', '"x,\ny"', '""', 'a');
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { maxLength: 30 }), fc.integer({ min: 40, max: 90 }), async (cells, pageBytes) => {
      const content = `h,i\n${cells.map((text) => `${text},0\n`).join('')}`;
      const pages = await pagesOf(content, pageBytes, 'c.csv');
      assert.deepEqual(
        pages.flatMap(({ bytes }) => read(bytes).records),
        read(Buffer.from(content)).records,
      );
    }),
    { numRuns: 60 },
  );
});

test('a missing file, a folder and damaged gzip are told apart', async () => {
  const codes = [];
  await writeFile(join(folder, 'bad.csv.gz'), gzipSync('a,b\n1,2\n').subarray(0, 15));
  for (const name of ['missing.csv', '.', 'bad.csv.gz']) {
    try {
      for await (const page of csvPages(join(folder, name), { source: 's', pageBytes: 100, signal: never }))
        codes.push(page);
    } catch (error) {
      assert.ok(isTapelineError(error));
      codes.push(error.code, error.retry);
    }
  }
  assert.deepEqual(codes, ['source.unreachable', 'never', 'source.unreachable', 'never', 'source.malformed', 'never']);
});

test('a quote that never closes ends in a refusal, not in memory', async () => {
  const content = `a,b\n"${'x\n'.repeat(100_000)}`;
  await assert.rejects(pagesOf(content, 1000, 'd.csv'), /no end of a line within \d+ bytes/);
});
