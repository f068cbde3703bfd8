/**
 * Prints the tables of the documents as the definitions have them; `test/docs/tables.test.ts` says
 * when a document has become another.
 *
 *   node scripts/docs/print-tables.ts
 */
import { FUND_ASSETS } from '../../src/data/stored/fund-assets.ts';
import { FUND_COLUMN_NOTES } from '../../src/data/stored/fund-columns.ts';
import { PREDICTION_ASSETS } from '../../src/data/stored/prediction-assets.ts';
import { fundJobs } from '../../src/pipelines/funds/index.ts';
import { predictionJobs } from '../../src/pipelines/predictions/index.ts';
import { assetRows, columnRows, configRows, factorRows, jobRows, settingRows } from './tables.ts';

const TABLES = {
  assets: assetRows(),
  columns: columnRows(),
  jobs: jobRows(),
  factors: factorRows(),
  config: configRows(),
  settings: settingRows(),
  'assets of the fund desk': assetRows(FUND_ASSETS),
  'columns of the fund desk': columnRows(FUND_COLUMN_NOTES),
  'jobs of the fund desk': jobRows(fundJobs),
  'config of the fund desk': configRows(fundJobs),
  predictionAssets: assetRows(PREDICTION_ASSETS),
  predictionJobs: jobRows(predictionJobs),
  predictionConfig: configRows(predictionJobs),
};

for (const [name, rows] of Object.entries(TABLES)) {
  process.stdout.write(`\n${name}\n\n`);
  for (const row of rows) process.stdout.write(`| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`);
}
