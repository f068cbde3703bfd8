import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columnLength, days, doubles, flags, frame, NO_TEXT, text, textAt, textColumn } from './frame.ts';

const table = frame({
  symbol: textColumn(['AAPL', 'IBM']),
  session: { type: 'day', values: Int32Array.of(19_000, 19_001) },
  close: { type: 'double', values: Float64Array.of(1.5, Number.NaN) },
  at: { type: 'instant', values: Float64Array.of(0, 1) },
  filled: { type: 'flag', values: Uint8Array.of(0, 1) },
});

test('a frame has as many rows as its columns', () => {
  assert.equal(table.rows, 2);
  assert.equal(frame({}).rows, 0);
});

test('columns of different lengths are a bug, named by column', () => {
  const short = { type: 'int', values: new Int32Array(1) } as const;
  assert.throws(() => frame({ symbol: textColumn(['a', 'b']), short }), /column "short" has 1 rows, expected 2/);
});

test('columns are read by name and type', () => {
  assert.equal(doubles(table, 'close')[0], 1.5);
  assert.equal(doubles(table, 'at')[1], 1);
  assert.equal(days(table, 'session')[0], 19_000);
  assert.equal(flags(table, 'filled')[1], 1);
  assert.equal(textAt(text(table, 'symbol'), 1), 'IBM');
});

test('a column that is not there, or is of another type, is a bug named by column', () => {
  assert.throws(() => doubles(table, 'open'), /no double column "open"/);
  assert.throws(() => doubles(table, 'symbol'), /no double column "symbol"/);
  assert.throws(() => days(table, 'close'), /no day column "close"/);
  assert.throws(() => flags(table, 'session'), /no flag column "session"/);
  assert.throws(() => text(table, 'close'), /no text column "close"/);
});

test('text cells come back, and the dictionary has each text once, in order of first appearance', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.constantFrom('', 'a', 'b', '价', 'constructor'))), (cells) => {
      const column = textColumn(cells);
      assert.deepEqual(
        cells.map((_, row) => textAt(column, row)),
        cells,
      );
      assert.deepEqual(column.dictionary, [...new Set(cells.filter((cell) => cell !== null))]);
      assert.equal(columnLength(column), cells.length);
    }),
  );
  assert.equal(textColumn([null]).codes[0], NO_TEXT);
});
