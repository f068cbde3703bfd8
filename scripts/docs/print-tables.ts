/**
 * Prints the tables of the documents as the definitions have them; `test/docs/tables.test.ts` says
 * when a document has become another.
 *
 *   node scripts/docs/print-tables.ts
 */
import { assetRows, columnRows, configRows, factorRows, jobRows, settingRows } from './tables.ts';

const TABLES = {
  assets: assetRows(),
  columns: columnRows(),
  jobs: jobRows(),
  factors: factorRows(),
  config: configRows(),
  settings: settingRows(),
};

for (const [name, rows] of Object.entries(TABLES)) {
  process.stdout.write(`\n${name}\n\n`);
  for (const row of rows) process.stdout.write(`| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`);
}
