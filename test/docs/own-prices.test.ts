import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { ROOT, readText } from '../../scripts/source/files.ts';

type Row = readonly string[];

/** The bundled rows from which the example was made: symbol, date, open, high, low, close, volume, adjusted close. */
function bundled(): readonly Row[] {
  const text = gunzipSync(readFileSync(join(ROOT, 'demo', 'prices', 'us-stocks.csv.gz'))).toString('utf8');
  const rows = text.split('\n').map((line) => line.split(','));
  return rows.filter(([symbol, date]) => ['AAPL', 'IBM', 'MSFT'].includes(symbol!) && date! >= '2012-06-01');
}

/** The example's rows, written as the bundled ones are. */
function example(): readonly Row[] {
  const [, ...lines] = readText('examples/own-prices/prices.csv').trimEnd().split('\n');
  return lines.map((line) => {
    const [symbol, date, open, high, low, close, lots, adjusted] = line
      .split(';')
      .map((cell) => cell.replace(',', '.'));
    const [day, month, year] = date!.split('.');
    return [symbol!, `${year}-${month}-${day}`, open!, high!, low!, close!, String(Number(lots) * 100), adjusted!];
  });
}

describe('examples/own-prices', () => {
  test('holds real prices but for the row that is missing and the high that is damaged', () => {
    const rows = bundled();
    const isGone = ([symbol, date]: Row) => symbol === 'MSFT' && date === '2012-12-12';
    const isDamaged = ([symbol, date]: Row) => symbol === 'IBM' && date === '2012-11-05';
    assert.equal(rows.filter(isGone).length, 1);
    const expected = rows.filter((row) => !isGone(row)).map((row) => (isDamaged(row) ? row.with(3, row[4]!) : row));
    assert.deepEqual(example(), expected);
  });
});
