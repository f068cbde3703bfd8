import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayOfSession, type Session, sessionOfDay } from '../../core/time.ts';
import { isDateFormat, MISSING_WORDS, numberReader, PLAIN_NUMBERS, sessionReader, whyNoNumber } from './cells.ts';

const read = numberReader();

test('reads plain numbers, signs, fractions and exponents', () => {
  const cases = {
    '12.22': 12.22,
    '79511.0': 79511,
    '1.063670e9': 1_063_670_000,
    '-3': -3,
    '+.5': 0.5,
    '1e-9': 1e-9,
    ' 7 ': 7,
  };
  for (const [cell, value] of Object.entries(cases)) assert.equal(read(cell), value, cell);
  assert.equal(read('0'), 0);
});

test('an empty cell is missing, never zero, and so is every word for nothing', () => {
  for (const cell of ['', '  ', '--', '-', 'NaN', 'nan', 'NULL', 'None', 'N/A', '—']) {
    assert.ok(Number.isNaN(read(cell)), `for ${JSON.stringify(cell)}`);
  }
});

test('refuses what could mean two things, and says why', () => {
  const refused = {
    '1,234.5': 'thousands separator',
    '12.3万': 'unit',
    '3.2亿': 'unit',
    '5%': 'percentage',
    '１２．５': 'full-width',
    Infinity: 'infinite',
    '-inf': 'infinite',
    '1e999': 'not a number',
    '0x10': 'not a number',
    '1_000': 'not a number',
    '¥12': 'not a number',
    '1.2.3': 'does not fit',
    '12.5 元': 'not a number',
    true: 'not a number',
  };
  for (const [cell, reason] of Object.entries(refused)) {
    assert.equal(read(cell), null, cell);
    assert.match(whyNoNumber(cell), new RegExp(reason), cell);
  }
});

test('a thousands separator must group by threes', () => {
  const us = numberReader({ decimal: '.', thousands: ',', missing: MISSING_WORDS });
  assert.equal(us('1,234,567.5'), 1_234_567.5);
  assert.equal(us('1234.5'), 1234.5);
  assert.equal(us('-1,234'), -1234);
  assert.ok(Number.isNaN(us('')));
  for (const cell of ['1,23', '12,34,567', '1,2345', ',123', '1.234,5']) assert.equal(us(cell), null, cell);
});

test('a decimal comma is read only where it is declared', () => {
  const german = numberReader({ decimal: ',', thousands: '.', missing: MISSING_WORDS });
  assert.equal(german('1.234,5'), 1234.5);
  assert.equal(german('1.234'), 1234);
  assert.equal(german('1.23'), null);
  const bare = numberReader({ decimal: ',', thousands: '', missing: MISSING_WORDS });
  assert.equal(bare('12,5'), 12.5);
  assert.equal(bare('12.5'), null);
  assert.equal(read('12,5'), null);
});

test('every double survives printing and reading', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.equal(read(String(value)), value === 0 ? Number(String(value)) : value);
    }),
    { numRuns: 300 },
  );
});

test('reads a date in the declared format and refuses every other', () => {
  const iso = sessionReader('YYYY-MM-DD');
  assert.equal(iso('2019-06-03'), dayOfSession('2019-06-03' as Session));
  for (const cell of ['20190603', '2019/06/03', '03-06-2019', '2019-6-3', '2019-06-03 15:00:00', '', 'undefined']) {
    assert.equal(iso(cell), null, cell);
  }
  assert.equal(sessionReader('M/D/YYYY')('2/27/2003'), dayOfSession('2003-02-27' as Session));
  assert.equal(sessionReader('DD-MMM-YYYY')('19-Sep-2003'), dayOfSession('2003-09-19' as Session));
  assert.equal(sessionReader('YYYY年M月D日')('2024年2月9日'), dayOfSession('2024-02-09' as Session));
});

test('refuses days that no calendar has', () => {
  const iso = sessionReader('YYYY-MM-DD');
  for (const cell of ['2021-02-29', '2021-04-31', '2021-13-01', '2021-00-10', '0000-00-00'])
    assert.equal(iso(cell), null, cell);
  assert.equal(iso('2024-02-29'), dayOfSession('2024-02-29' as Session));
  assert.equal(sessionReader('DD-MMM-YYYY')('19-Foo-2003'), null);
});

test('every session survives printing and reading', () => {
  const iso = sessionReader('YYYY-MM-DD');
  fc.assert(
    fc.property(fc.integer({ min: -60_000, max: 60_000 }), (day) => {
      assert.equal(iso(sessionOfDay(day)), day);
    }),
    { numRuns: 200 },
  );
});

test('a date format names one year, one month and one day', () => {
  for (const format of ['YYYY-MM-DD', 'YYYYMMDD', 'D/M/YYYY', 'DD-MMM-YYYY']) assert.ok(isDateFormat(format), format);
  for (const format of ['', 'YY-MM-DD', 'YYYY-MM', 'MM/DD', 'YYYY-MM-DD DD', 'yyyy-mm-dd'])
    assert.ok(!isDateFormat(format), format);
});

test('the plain rules are the default', () => {
  assert.deepEqual(PLAIN_NUMBERS, { decimal: '.', thousands: '', missing: MISSING_WORDS });
});
