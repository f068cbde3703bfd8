import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type Column, type Frame, frame, NO_FLAG, NO_INT, type Schema, textAt, textColumn } from '../../core/frame.ts';
import { openLake, type ParquetLake } from './lake.ts';

const SCHEMA: Schema = { d: 'double', i: 'int', day: 'day', at: 'instant', f: 'flag', s: 'text', t: 'text' };

const doubles = fc.oneof(
  fc.double(),
  fc.constantFrom(
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    5e-324,
    Number.MAX_VALUE,
    0.1,
    1e-7,
  ),
);
const ints = fc.oneof(fc.integer(), fc.constantFrom(NO_INT, -2_147_483_647, 2_147_483_647));
/** Years 0001 to 9999. */
const days = fc.oneof(fc.integer({ min: -719_162, max: 2_932_896 }), fc.constant(NO_INT));
const instants = fc.oneof(
  fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
  fc.constantFrom(Number.NaN, -1, 0, 1_714_978_800_123),
);
const flags = fc.constantFrom(0, 1, NO_FLAG);
const words = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    null,
    '',
    "it's",
    '"',
    '中文',
    '\uFEFFbom',
    '\0',
    'a\0b',
    '123456789012',
    '1234567890123',
    'NULL',
    '\\N',
    '😀',
  ),
);
const row = fc.tuple(doubles, ints, days, instants, flags, words, fc.constantFrom('AAPL', '600519.XSHG', null));

type Row = readonly [number, number, number, number, number, string | null, string | null];

function frameOf(rows: readonly Row[]): Frame {
  return frame({
    d: { type: 'double', values: Float64Array.from(rows, (cells) => cells[0]) },
    i: { type: 'int', values: Int32Array.from(rows, (cells) => cells[1]) },
    day: { type: 'day', values: Int32Array.from(rows, (cells) => cells[2]) },
    at: { type: 'instant', values: Float64Array.from(rows, (cells) => cells[3]) },
    f: { type: 'flag', values: Uint8Array.from(rows, (cells) => cells[4]) },
    s: textColumn(rows.map((cells) => cells[5])),
    t: textColumn(rows.map((cells) => cells[6])),
  });
}

function cells(column: Column): readonly unknown[] {
  return column.type === 'text' ? Array.from(column.codes, (_, at) => textAt(column, at)) : Array.from(column.values);
}

/** The one thing Parquet cannot keep is the sign of zero: its dictionaries hold one zero. Lone surrogates are no UTF-8. */
function asStored(column: Column): readonly unknown[] {
  return cells(column).map((cell) => (cell === 0 ? 0 : typeof cell === 'string' ? cell.toWellFormed() : cell));
}

describe('a frame written to Parquet and read back', () => {
  let folder = '';
  let lake: ParquetLake;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapeline-trip-'));
    lake = await openLake({ folder });
  });
  after(async () => {
    await lake[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function trip(rows: Frame): Promise<Frame> {
    const provenance = {
      asset: 'x',
      providers: [],
      simulated: true,
      runId: 'r',
      stepKey: 's',
      codeVersion: '',
      inputs: [],
    };
    const file = await lake.write({ asset: 'x', partition: 'all', rows, schema: SCHEMA, key: [], provenance });
    return lake.read([file], { columns: SCHEMA, orderBy: [] });
  }

  test('is the same frame, whatever the cells', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 50 }), async (rows) => {
        const written = frameOf(rows);
        const read = await trip(written);
        assert.equal(read.rows, rows.length);
        for (const name of Object.keys(SCHEMA)) {
          assert.deepEqual(cells(read.columns[name]!), asStored(written.columns[name]!), `column ${name}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is the same over many vectors, with gaps in some and not in others, long words and short', async () => {
    const rows = Array.from({ length: 3 * 2048 + 7 }, (_, at): Row => {
      const hasGap = Math.floor(at / 2048) === 1 && at % 3 === 0;
      const word = at % 2 === 0 ? `word ${at % 700}` : `a word that is too long to be inlined ${at % 900}`;
      return hasGap
        ? [Number.NaN, NO_INT, NO_INT, Number.NaN, NO_FLAG, null, null]
        : [at / 7, at, at % 20_000, at * 1000, at % 2, word, `${at % 300}`];
    });
    const [written, read] = [frameOf(rows), await trip(frameOf(rows))];
    for (const name of Object.keys(SCHEMA))
      assert.deepEqual(cells(read.columns[name]!), cells(written.columns[name]!), name);
  });

  for (const count of [1, 255, 256, 257, 65_535, 65_536, 65_537]) {
    test(`is the same with ${count} different words`, async () => {
      const rows = Array.from({ length: count }, (_, at): Row => [0, 0, 0, 0, 0, `w${at}`, null]);
      const { s } = (await trip(frameOf(rows))).columns;
      assert.ok(s?.type === 'text');
      assert.equal(s.dictionary.length, count);
      assert.ok(
        s.codes.every((_, at) => textAt(s, at) === `w${at}`),
        'every word stands in its row',
      );
    });
  }

  test('tells long words apart whose cells lay at the same address', async () => {
    // So many that the reader's buffers are freed and their addresses used again.
    const [parts, wordsPerFile] = [6, 31_000];
    const word = (at: number): string => `a word with the same start ${String(at).padStart(6, '0')}`;
    const files = [];
    for (let part = 0; part < parts; part += 1) {
      const rows = frame({
        s: textColumn(Array.from({ length: wordsPerFile }, (_, at) => word(part * wordsPerFile + at))),
      });
      const provenance = {
        asset: 'w',
        providers: [],
        simulated: true,
        runId: 'r',
        stepKey: 's',
        codeVersion: '',
        inputs: [],
      };
      const write = { asset: 'w', partition: `p${part}`, rows, schema: { s: 'text' }, key: [], provenance } as const;
      files.push(await lake.write(write));
    }
    const { s } = (await lake.read(files, { columns: { s: 'text' }, orderBy: [] })).columns;
    assert.ok(s?.type === 'text');
    const wrong = cells(s).findIndex((cell, at) => cell !== word(at));
    assert.equal(wrong, -1, `row ${wrong} has "${cells(s)[wrong]}"`);
  });

  test('refuses cells that would index memory out of range, as the bug they are', async () => {
    const good = frameOf([[1, 1, 1, 1, 1, 'a', 'b']]);
    const bad: readonly (readonly [string, Column])[] = [
      ['s', { type: 'text', codes: Int32Array.of(1), dictionary: ['a'] }],
      ['s', { type: 'text', codes: Int32Array.of(-2), dictionary: ['a'] }],
      ['f', { type: 'flag', values: Uint8Array.of(2) }],
      ['d', { type: 'int', values: Int32Array.of(2) }],
    ];
    for (const [name, column] of bad) {
      await assert.rejects(trip(frame({ ...good.columns, [name]: column })), /Broken invariant: column "/);
    }
  });

  test('refuses an instant that no file can hold, as the data fault it is', async () => {
    const rows = frameOf([[1, 1, 1, Number.POSITIVE_INFINITY, 1, 'a', 'b']]);
    await assert.rejects(trip(rows), { code: 'data.invalid' });
  });
});
