import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arrangeColumns, boolCell, centsCell, csvChunks, floatCell, textCell } from './csv.ts';

const written = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [...csvChunks({ columns, rows }, { rows: 0 })].join('');

test('a documented body comes out letter for letter: fields left out', () => {
  const columns = arrangeColumns(
    'open close high low limit_up limit_down prev_close total_turnover volume num_trades'.split(' '),
    null,
  );
  const row = (id: string, numbers: readonly number[]): readonly string[] => [
    id,
    '2019-04-01',
    ...numbers.map(floatCell),
  ];
  const rows = [
    row('000001.XSHE', [13.18, 13.55, 11.54, 14.1, 12.83, 79511, 12.83, 12.82, 2588268668, 195140119]),
    row('000002.XSHE', [32.07, 33.1, 27.65, 33.79, 31, 76969, 31.02, 30.72, 3449265526, 107851511]),
  ];
  const documented = `order_book_id,datetime,close,high,limit_down,limit_up,low,num_trades,open,prev_close,total_turnover,volume
000001.XSHE,2019-04-01,13.18,13.55,11.54,14.1,12.83,79511.0,12.83,12.82,2588268668.0,195140119.0
000002.XSHE,2019-04-01,32.07,33.1,27.65,33.79,31.0,76969.0,31.02,30.72,3449265526.0,107851511.0

`;
  assert.equal(written(['order_book_id', 'datetime', ...columns], rows), documented);
});

test('a documented body comes out letter for letter: fields in the order asked', () => {
  const columns = arrangeColumns([], ['open', 'close', 'high', 'low']);
  const rows = [['000001.XSHE', '2019-06-03', ...[1222, 1190, 1233, 1182].map(centsCell)]];
  const documented = 'order_book_id,date,open,close,high,low\n000001.XSHE,2019-06-03,12.22,11.9,12.33,11.82\n\n';
  assert.equal(written(['order_book_id', 'date', ...columns], rows), documented);
});

test('a documented row with a quoted comma comes out letter for letter', () => {
  const cells = ['Financials', '100', '09:31-11:30,13:01-15:00', 'MainBoard', '货币金融服务'].map(textCell);
  assert.equal(cells.join(','), 'Financials,100,"09:31-11:30,13:01-15:00",MainBoard,货币金融服务');
});

test('floats read as Python prints them', () => {
  // Printed by CPython 3.11: repr() of each.
  const printed: readonly (readonly [number, string])[] = [
    [0, '0.0'],
    [79511, '79511.0'],
    [-35272760, '-35272760.0'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.5e16, '1.5e+16'],
    [123456789012345680, '1.2345678901234568e+17'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.25e-7, '1.25e-07'],
    [1e-10, '1e-10'],
    [5e-324, '5e-324'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [Number.NaN, ''],
  ];
  for (const [value, text] of printed) assert.equal(floatCell(value), text);
});

test('a float cell reads back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.equal(Number(floatCell(value)), value === 0 ? 0 : value);
    }),
  );
});

test('cents read as the float of the same price', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), (cents) => {
      assert.equal(centsCell(cents), floatCell(cents / 100));
    }),
  );
});

test('text is quoted only where it must be', () => {
  assert.equal(textCell('平安银行'), '平安银行');
  assert.equal(textCell('a,b'), '"a,b"');
  assert.equal(textCell('say "x"'), '"say ""x"""');
  assert.equal(textCell('two\nlines'), '"two\nlines"');
  assert.equal(boolCell(true) + boolCell(false), 'TrueFalse');
});
