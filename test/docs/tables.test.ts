import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assetRows,
  columnRows,
  configRows,
  factorRows,
  jobRows,
  type Row,
  settingRows,
} from '../../scripts/docs/tables.ts';
import { readText } from '../../scripts/source/files.ts';
import { tableBelow } from './blocks.ts';

const TABLES: readonly (readonly [path: string, heading: string, rows: readonly Row[]])[] = [
  ['docs/data.md', '## Datasets', assetRows()],
  ['docs/data.md', '## Columns', columnRows()],
  ['docs/pipelines.md', '## Jobs and their steps', jobRows()],
  ['docs/pipelines.md', '## How a score is made', factorRows()],
  ['docs/pipelines.md', '## Config', configRows()],
  ['docs/configuration.md', '## Settings', settingRows()],
];

describe('tables of the documents', () => {
  for (const [path, heading, rows] of TABLES) {
    test(`${path} ${heading} has what the definitions have`, () => {
      const message = `${path} is not up to date: node scripts/docs/print-tables.ts prints its tables.`;
      assert.deepEqual(tableBelow(readText(path), heading), rows, message);
    });
  }
});
