import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datasetOf, emptySnapshot, filesAfter, type LakeFile } from './snapshot.ts';

const file = (path: string, rows: number): LakeFile => ({
  path,
  partition: path,
  rows,
  bytes: rows * 10,
  sha256: `#${path}`,
});

test('an asset that was never published has version 0 and nothing in it', () => {
  const { version, files, rows } = emptySnapshot('prices');
  assert.deepEqual([version, files, rows], [0, [], 0]);
});

test('a dataset counts the rows of its files', () => {
  assert.equal(datasetOf('prices', [file('a', 3), file('b', 4)]).rows, 7);
  assert.equal(datasetOf('prices', []).rows, 0);
});

test('after a change the removed files are gone and the added ones are there', () => {
  const before = { ...emptySnapshot('prices'), version: 1, files: [file('a', 3), file('b', 4)], rows: 7 };
  const after = filesAfter(before, { asset: 'prices', removed: ['a'], added: [file('c', 1)] });
  assert.deepEqual(
    after.map(({ path }) => path),
    ['b', 'c'],
  );
});
