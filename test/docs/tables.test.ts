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
import { FUND_ASSETS } from '../../src/data/stored/fund-assets.ts';
import { FUND_COLUMN_NOTES } from '../../src/data/stored/fund-columns.ts';
import { PREDICTION_ASSETS } from '../../src/data/stored/prediction-assets.ts';
import { fundJobs } from '../../src/pipelines/funds/index.ts';
import { predictionJobs } from '../../src/pipelines/predictions/index.ts';
import { tableBelow } from './blocks.ts';

const TABLES: readonly (readonly [path: string, heading: string, rows: readonly Row[]])[] = [
  ['docs/data.md', '## Datasets', assetRows()],
  ['docs/data.md', '## Columns', columnRows()],
  ['docs/pipelines.md', '## Jobs and their steps', jobRows()],
  ['docs/pipelines.md', '## How a score is made', factorRows()],
  ['docs/pipelines.md', '## Config', configRows()],
  ['docs/configuration.md', '## Settings', settingRows()],
  ['docs/funds.md', '## Jobs and their steps', jobRows(fundJobs)],
  ['docs/funds.md', '## Config', configRows(fundJobs)],
  ['docs/funds.md', '## Datasets', assetRows(FUND_ASSETS)],
  ['docs/funds.md', '## Columns', columnRows(FUND_COLUMN_NOTES)],
  ['docs/predictions.md', '## Datasets', assetRows(PREDICTION_ASSETS)],
  ['docs/predictions.md', '## Jobs and their steps', jobRows(predictionJobs)],
  ['docs/predictions.md', '## Config', configRows(predictionJobs)],
];

describe('tables of the documents', () => {
  for (const [path, heading, rows] of TABLES) {
    test(`${path} ${heading} has what the definitions have`, () => {
      const message = `${path} is not up to date: node scripts/docs/print-tables.ts prints its tables.`;
      assert.deepEqual(tableBelow(readText(path), heading), rows, message);
    });
  }
});
