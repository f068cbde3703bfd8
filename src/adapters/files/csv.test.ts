import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isTapelineError } from '../../core/errors.ts';
import { type CsvOptions, readCsv } from './csv.ts';

const utf8 = new TextEncoder();

function read(text: string | Uint8Array, options: Partial<CsvOptions> = {}) {
  return readCsv(typeof text === 'string' ? utf8.encode(text) : text, { source: 's', what: 'w', ...options });
}

function refusal(text: string | Uint8Array, options: Partial<CsvOptions> = {}) {
  try {
    read(text, options);
  } catch (error) {
    assert.ok(isTapelineError(error) && error.code === 'source.malformed');
    return error;
  }
  assert.fail('expected source.malformed');
}

test('reads header, records and their lines', () => {
  assert.deepEqual(read('a,b\n1,\n,2\n'), {
    header: ['a', 'b'],
    records: [
      ['1', ''],
      ['', '2'],
    ],
    lines: [2, 3],
    endsWithNewline: true,
  });
});

test('CRLF, a byte order mark and blank lines change nothing but line numbers', () => {
  const table = read('\uFEFFa,b\r\n1,2\r\n\r\n3,4\r\n\r\n\r\n');
  assert.deepEqual(
    [table.header, table.records, table.lines],
    [
      ['a', 'b'],
      [
        ['1', '2'],
        ['3', '4'],
      ],
      [2, 4],
    ],
  );
});

test('quoted cells may hold commas, quotes and line ends, and lines stay right behind them', () => {
  const table = read('id,hours,note\nA,"09:31-11:30,13:01-15:00","two\nlines"\nB,"say ""hi""",\n');
  assert.deepEqual(table.records, [
    ['A', '09:31-11:30,13:01-15:00', 'two\nlines'],
    ['B', 'say "hi"', ''],
  ]);
  assert.deepEqual(table.lines, [2, 4]);
});

test('a short or long record is handed on as it is', () => {
  assert.deepEqual(read('a,b\n1\n1,2,3\n').records, [['1'], ['1', '2', '3']]);
});

test('tells whether the last line was finished', () => {
  assert.equal(read('a\n1\n').endsWithNewline, true);
  assert.equal(read('a\n1').endsWithNewline, false);
  assert.deepEqual(read(''), { header: [], records: [], lines: [], endsWithNewline: true });
});

test('another delimiter', () => {
  assert.deepEqual(read('a;b\n"1;2";3\n', { delimiter: ';' }).records, [['1;2', '3']]);
  assert.deepEqual(read('a\tb\n1\t2\n', { delimiter: '\t' }).records, [['1', '2']]);
});

test('reads GB18030 when told to, and refuses it as UTF-8 instead of replacing characters', () => {
  // "代码,名称\n平安,银行\n" in GB18030, by `iconv -t gb18030`.
  const bytes = Uint8Array.from(Buffer.from('b4fac2eb2cc3fbb3c60ac6bdb0b22cd2f8d0d00a', 'hex'));
  assert.deepEqual(read(bytes, { encoding: 'gb18030' }).records, [['平安', '银行']]);
  assert.match(refusal(bytes).message, /not utf-8 \(set the encoding to gb18030\?\)/);
});

test('an HTML page is refused with its title, and may be asked again', () => {
  const error = refusal('\n<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>');
  assert.match(error.message, /an HTML page titled "502 Bad Gateway"/);
  assert.equal(error.retry, 'later');
});

test('a quote that never closes is refused', () => {
  assert.match(refusal('a,b\n"1,2\n3,4\n').message, /a quote that never closes/);
  assert.match(refusal('a,b\nx"y",2\n').message, /quotes that do not fit/);
});

test('plain text reads the same with and without quotes around every cell', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '1', '.', ' ', '价', '-'), maxLength: 4 });
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n'), (cells, newline) => {
      const plain = cells.map((row) => row.join(',')).join(newline);
      const quoted = cells.map((row) => row.map((text) => `"${text}"`).join(',')).join(newline);
      assert.deepEqual(read(quoted), read(plain));
    }),
    { numRuns: 200 },
  );
});
