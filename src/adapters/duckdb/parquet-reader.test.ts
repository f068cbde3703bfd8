import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open as openFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { isTapelineError } from '../../core/errors.ts';
import { doubles, type Frame, NO_INT, textAt } from '../../core/frame.ts';
import { type Session, sessionOfDay } from '../../core/time.ts';
import type { MarketSource, SourceRequest } from '../../data/source/source.ts';
import { sourceKit } from '../../data/source/source-kit.ts';
import { type CsvSourceOptions, createCsvSource } from '../files/csv-source.ts';
import { harmFile } from '../files/harm-for-tests.ts';
import { createParquetReader, type ParquetReaderOptions } from './parquet-reader.ts';

const never = new AbortController().signal;
/** After every session of these files: a row of a day that has not come is rejected. */
const clock = { nowMs: () => Date.UTC(2025, 0, 1) };
const OHLCV = { open: 'Open', high: 'High', low: 'Low', close: 'Close', volume: 'Volume' };
const MAPPING = { instrument: 'Symbol', session: 'Date', ...OHLCV, adjClose: 'Adj Close' };

/** A 2:1 split of A on 2024-01-04. */
const PRICES = `SELECT * FROM (VALUES
  ('A', DATE '2024-01-02', 100.0::DOUBLE, 101.0::DOUBLE, 99.0::DOUBLE, 100.0::DOUBLE, 1000::BIGINT, 50.0::DOUBLE),
  ('A', DATE '2024-01-03', 100, 103, 99, 102, 1100, 51),
  ('A', DATE '2024-01-04', 51, 53, 50, 52, 2300, 52),
  ('A', DATE '2024-01-05', 52, 54, 51, 53, 2100, 53),
  ('B', DATE '2024-01-03', 10, 11, 9, 0.1 + 0.2::DOUBLE, 500, 10),
  ('B', DATE '2024-01-04', 10, 11, 9, 11, NULL, NULL)
) AS prices (Symbol, Date, Open, High, Low, Close, Volume, "Adj Close")`;

let folder = '';
let database: DuckDBInstance;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapeline-行情 '));
  database = await DuckDBInstance.create(':memory:');
  await written('prices.parquet', PRICES);
  await written('prices.csv', PRICES, 'FORMAT csv, HEADER');
});
after(async () => {
  database.closeSync();
  await rm(folder, { recursive: true });
});

/** A file by DuckDB itself, as a stranger would write it. */
async function written(name: string, sql: string, options = 'FORMAT parquet'): Promise<string> {
  const connection = await database.connect();
  const path = join(folder, name);
  await connection.run(`COPY (${sql}) TO '${path}' (${options})`);
  connection.closeSync();
  return path;
}

/** As `filePrices({ format: 'parquet' })` puts the two together. */
function open(options: Partial<CsvSourceOptions> = {}, readerOptions: ParquetReaderOptions = {}): MarketSource {
  const readParquet = createParquetReader(readerOptions);
  const files = [join(folder, 'prices.parquet')];
  const fixed = { name: 'mine', venue: 'XNYS', clock, format: 'parquet', readParquet } as const;
  const source = createCsvSource({ ...fixed, files, mapping: MAPPING, ...options });
  return { ...source, [Symbol.asyncDispose]: () => readParquet[Symbol.asyncDispose]() };
}

const ALL = { instruments: [], from: null, to: null, asOf: null };

async function fetchAll(source: MarketSource, request: SourceRequest) {
  const parsed = [];
  for await (const body of source.fetch(request, never)) parsed.push(source.parse(body));
  return parsed;
}

async function barsOf(source: MarketSource) {
  await using opened = source;
  const parsed = await fetchAll(opened, { kind: 'bars', ...ALL });
  return {
    rows: parsed.flatMap(({ rows }) => table(rows, 'instrument', 'session', 'close', 'volume')),
    reasons: parsed.flatMap(({ rejected }) => rejected.map(({ line, reason }) => `${line} ${reason}`)),
  };
}

function table(rows: Frame, ...columns: string[]): unknown[][] {
  return Array.from({ length: rows.rows }, (_, row) =>
    columns.map((name) => {
      const column = rows.columns[name]!;
      if (column.type === 'text') return textAt(column, row);
      const value = column.values[row]!;
      return column.type === 'day' && value !== NO_INT ? sessionOfDay(value) : value;
    }),
  );
}

async function refusal(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    assert.ok(isTapelineError(error), String(error));
    return error;
  }
  assert.fail('expected a failure');
}

for (const { name, run } of sourceKit({
  open: async () => open(),
  requests: [
    { kind: 'bars', instruments: ['A'], from: '2024-01-02' as Session, to: '2024-01-03' as Session, asOf: null },
    { kind: 'instruments', ...ALL },
    { kind: 'ex_factors', ...ALL },
  ],
  unknownInstrument: 'NOPE',
  broken: [
    { name: 'a missing file', open: async () => open({ files: [join(folder, 'missing.parquet')] }) },
    { name: 'a folder', open: async () => open({ files: [folder] }) },
    { name: 'a file of another format', open: async () => open({ files: [join(folder, 'prices.csv')] }) },
  ],
})) {
  test(`kit: ${name}`, run);
}

test('the rows are those of the CSV file that was written beside it, to the last bit', async () => {
  for (const kind of ['bars', 'instruments', 'ex_factors'] as const) {
    const csv = createCsvSource({
      name: 'c',
      venue: 'XNYS',
      clock,
      files: [join(folder, 'prices.csv')],
      mapping: MAPPING,
    });
    const [fromCsv] = await fetchAll(csv, { kind, ...ALL });
    await using parquet = open();
    const [fromParquet] = await fetchAll(parquet, { kind, ...ALL });
    assert.ok(fromCsv!.rows.rows > 0);
    assert.deepEqual(fromParquet!.rows, fromCsv!.rows);
    assert.deepEqual(fromParquet!.lines, fromCsv!.lines);
  }
});

test('a date may be a DATE, a TIMESTAMP of any unit at midnight, or text in the declared format', async () => {
  const dates: readonly (readonly [sql: string, dateFormat?: string])[] = [
    ["DATE '2024-01-02'"],
    ["TIMESTAMP '2024-01-02 00:00:00'"],
    ["TIMESTAMP_MS '2024-01-02 00:00:00'"],
    ["TIMESTAMP_NS '2024-01-02 00:00:00'"],
    ["TIMESTAMPTZ '2024-01-02 00:00:00+00'"],
    ["'2024-01-02'"],
    ["'2/1/2024'", 'D/M/YYYY'],
    ["'2024-01-02'::BLOB"],
  ];
  for (const [index, [sql, dateFormat = 'YYYY-MM-DD']] of dates.entries()) {
    const path = await written(`date${index}.parquet`, `SELECT 'A' s, ${sql} d, 1.5 c`);
    const mapping = { instrument: 's', session: 'd', close: 'c' };
    const { rows, reasons } = await barsOf(open({ files: [path], mapping, dateFormat }));
    assert.deepEqual([rows, reasons], [[['A', '2024-01-02', 1.5, Number.NaN]], []], sql);
  }
});

test('what is no date is rejected with its reason, row by row, and the others stay', async () => {
  const mapping = { instrument: 's', session: 'd', close: 'c' };
  const cases: readonly (readonly [sql: string, reason: string, dateFormat?: string])[] = [
    ["TIMESTAMP '2024-01-03 15:00:00'", '"2024-01-03T15:00:00.000Z" is not a date'],
    ["TIMESTAMPTZ '2024-01-03 00:00:00+08'", '"2024-01-02T16:00:00.000Z" is not a date'],
    ["DATE 'infinity'", '"day 2147483647" is not a date'],
    ["DATE '10000-01-01'", '"day 2932897" is not a date'],
    ["TIMESTAMP 'infinity'", '"" is not a date'],
    // 720 × 146,097 days after 2000-01-01.
    ["TIMESTAMP '290000-01-01 00:00:00'", '"instant 9089348860800000" is not a date'],
    ['NULL::DATE', '"" is not a date'],
    ['20240103', '"number 20240103" is not a date'],
    ['true', '"true" is not a date'],
    ["'3/1/2024'", '"3/1/2024" is not a date'],
    ["'2024-01-03'", '"\\"2024-01-03\\"" is not a date', 'D/M/YYYY'],
  ];
  for (const [index, [sql, reason, dateFormat = 'YYYY-MM-DD']] of cases.entries()) {
    const path = await written(`undated${index}.parquet`, `SELECT 'A' s, ${sql} d, 1.5 c`);
    const { rows, reasons } = await barsOf(open({ files: [path], mapping, dateFormat }));
    assert.deepEqual([rows, reasons], [[], [`2 session: ${reason} like YYYY-MM-DD`]], sql);
  }
});

test('numbers of every type are read exactly, and what is none is never taken for one', async () => {
  const mapping = { instrument: 's', session: 'd', close: 'c', volume: 'v' };
  const numbers: readonly (readonly [sql: string, close: number])[] = [
    ['0.1::DOUBLE + 0.2::DOUBLE', 0.30000000000000004],
    ['12.34::DECIMAL(38,18)', 12.34],
    ['1234567890.123456789::DECIMAL(30,9)', 1234567890.1234567],
    ['1.5::FLOAT', 1.5],
    ['-7::TINYINT', -7],
    ['9007199254740991::BIGINT', 9007199254740991],
    ["'12.5'", 12.5],
    ['NULL::DOUBLE', Number.NaN],
    ["'NaN'::DOUBLE", Number.NaN],
  ];
  for (const [index, [sql, close]] of numbers.entries()) {
    const path = await written(`number${index}.parquet`, `SELECT 'A' s, DATE '2024-01-02' d, ${sql} c, 5::UBIGINT v`);
    const { rows } = await barsOf(open({ files: [path], mapping }));
    assert.deepEqual(rows, [['A', '2024-01-02', close, 5]], sql);
  }
  const others = ["DATE '2024-01-02'", "TIMESTAMP '2024-01-02 10:00:00'", 'true', "'infinity'::DOUBLE", "'12,5'"];
  for (const [index, sql] of others.entries()) {
    const path = await written(`other${index}.parquet`, `SELECT 'A' s, DATE '2024-01-02' d, ${sql} c, 5 v`);
    const { rows, reasons } = await barsOf(open({ files: [path], mapping }));
    assert.deepEqual([rows.length, reasons.length], [0, 1], sql);
    assert.match(reasons[0]!, /^2 close: /);
  }
});

test('text with numbers follows the declared rules, and is not read by ours where it breaks them', async () => {
  const path = await written('german.parquet', "SELECT 'A' s, DATE '2024-01-02' d, unnest(['1.234,5', '1.5', 'x']) c");
  const mapping = { instrument: 's', session: 'd', close: 'c' };
  const { rows, reasons } = await barsOf(open({ files: [path], mapping, numbers: { decimal: ',', thousands: '.' } }));
  assert.deepEqual(rows, [['A', '2024-01-02', 1234.5, Number.NaN]]);
  assert.deepEqual(reasons, ['3 close: "\\"1.5\\"" is not a number', '4 close: "x" is not a number']);
});

test('a type that holds no price, or an integer that would be rounded, is refused by name', async () => {
  const refused: readonly (readonly [sql: string, sentence: RegExp])[] = [
    ['[1.5]', /column "c" is of type DECIMAL\(2,1\)\[\], which holds no number, text or date/],
    ["{'x': 1}", /column "c" is of type STRUCT/],
    ["TIME '10:00:00'", /column "c" is of type TIME,/],
    ['9007199254740993::BIGINT', /column "c" has an integer beyond 2\^53/],
    ['-9007199254740993::HUGEINT::BIGINT', /column "c" has an integer beyond 2\^53/],
  ];
  const mapping = { instrument: 's', session: 'd', close: 'c' };
  for (const [index, [sql, sentence]] of refused.entries()) {
    const path = await written(`refused${index}.parquet`, `SELECT 'A' s, DATE '2024-01-02' d, ${sql} c`);
    const error = await refusal(barsOf(open({ files: [path], mapping })));
    assert.equal(error.code, 'source.malformed');
    assert.match(error.message, sentence);
  }
});

test('a column that is not there is config.invalid with the nearest one, at check and fetch', async () => {
  await using source = open({ mapping: { ...MAPPING, close: 'Clse' } });
  for (const attempt of [() => source.check(never), () => fetchAll(source, { kind: 'bars', ...ALL })]) {
    const error = await refusal(attempt());
    assert.equal(error.code, 'config.invalid');
    assert.match(error.message, /"Clse" \(for close\) is not in the header .*did you mean "Close"\?/);
  }
});

test('names are taken as they are, in columns and in paths', async () => {
  await mkdir(join(folder, 'year=2024'));
  await mkdir(join(folder, 'year=2024', '[x]'));
  await mkdir(join(folder, 'year=2024', 'x'));
  const sql = (name: string) => `SELECT '${name}' AS "代码", DATE '2024-01-02' AS "da""te", 1.5 AS "c, 'x'"`;
  const mapping = { instrument: '代码', session: 'da"te', close: "c, 'x'" };
  for (const name of ['a*.parquet', 'a?.parquet', 'a[1].parquet', "a'b.parquet", '[x]/a.parquet', 'a[*.parquet']) {
    for (const other of ['ab.parquet', 'a1.parquet', 'x/a.parquet']) await written(`year=2024/${other}`, sql('WRONG'));
    const path = await written(`year=2024/${name.replaceAll("'", "''")}`, sql('RIGHT'));
    const files = [path.replaceAll("''", "'")];
    assert.deepEqual((await barsOf(open({ files, mapping }))).rows, [['RIGHT', '2024-01-02', 1.5, Number.NaN]], name);
    await using reader = createParquetReader();
    const columns = await reader.columns(files[0]!, never);
    assert.deepEqual(columns, ['代码', 'da"te', "c, 'x'"], 'and none by the name of the folder');
  }
});

test('a file that is missing, a folder, or not Parquet says which', async () => {
  const text = join(folder, 'text.parquet');
  await writeFile(text, 'Symbol,Date\nA,2024-01-02\n'.repeat(99));
  const empty = join(folder, 'empty.parquet');
  await writeFile(empty, '');
  const cases: readonly (readonly [path: string, code: string, sentence: RegExp])[] = [
    [join(folder, 'none.parquet'), 'source.unreachable', /there is no such file/],
    [folder, 'source.unreachable', /it is a folder/],
    [text, 'source.malformed', /text\.parquet.*No magic bytes/],
    [empty, 'source.malformed', /empty\.parquet/],
  ];
  for (const [path, code, sentence] of cases) {
    await using source = open({ files: [path] });
    const error = await refusal(source.check(never));
    assert.equal(error.code, code, path);
    assert.match(error.message, sentence);
    assert.doesNotMatch(error.message, /SELECT|LINE 1/);
  }
});

test('a file that was cut or garbled is source.malformed, and no row of it is made up', async () => {
  const many = `SELECT 'S' || range % 7 Symbol, DATE '2000-01-01' + (range // 7)::INT Date, sin(range) Open, 1 High,
    2 Low, cos(range) AS "Close", range Volume, 1 "Adj Close" FROM range(20000)`;
  for (const how of ['cut', 'garble'] as const) {
    const path = await written(`${how}.parquet`, many);
    await harmFile(path, how);
    await using source = open({ files: [path] });
    const error = await refusal(fetchAll(source, { kind: 'bars', ...ALL }));
    assert.equal(error.code, 'source.malformed', how);
    assert.match(error.message, new RegExp(`${how}\\.parquet`));
  }
});

test('a file without rows has none, and one body', async () => {
  const path = await written('bare.parquet', `${PRICES} WHERE false`);
  await using source = open({ files: [path] });
  const parsed = await fetchAll(source, { kind: 'bars', ...ALL });
  assert.deepEqual(
    parsed.map(({ rows, rejected }) => [rows.rows, rejected.length]),
    [[0, 0]],
  );
  assert.equal(await source.readiness('bars', never), null);
});

test('several pieces are one history: rows in order, lines counted through, factors from all of them', async () => {
  const sql = `SELECT 'A' s, DATE '2000-01-01' + range::INT d, 100 + range c, (100 + range) / if(range < 4000, 2, 1) a,
    range v FROM range(6500)`;
  const path = await written('long.parquet', sql, 'FORMAT parquet, ROW_GROUP_SIZE 2048');
  const mapping = { instrument: 's', session: 'd', close: 'c', volume: 'v', adjClose: 'a' };
  await using source = open({ files: [path], mapping }, { pieceRows: 1 });
  const parsed = await fetchAll(source, { kind: 'bars', ...ALL });
  assert.deepEqual(
    parsed.map(({ rows }) => rows.rows),
    [2048, 2048, 2048, 356],
  );
  const volumes = parsed.flatMap(({ rows }) => table(rows, 'volume').flat());
  assert.deepEqual(volumes, [...Array(6500).keys()]);
  assert.deepEqual(table((await fetchAll(source, { kind: 'ex_factors', ...ALL }))[0]!.rows, 'ex_date'), [
    ['2010-12-14'],
  ]);
  assert.equal(await source.readiness('bars', never), '2017-10-17');
});

test('a piece is handed on before the rest of the file is read, and holds no more rows than asked for', async () => {
  const rows = 1_000_000;
  const path = await written('large.parquet', `SELECT range i, random() a, random() b FROM range(${rows})`);
  const connection = await database.connect();
  const groups = await connection.runAndReadAll(
    `SELECT max(data_page_offset)::INT, count(*)::INT FROM parquet_metadata('${path}') WHERE path_in_schema = 'i'`,
  );
  const [offset, count] = groups.getRows()[0] as [number, number];
  assert.ok(count >= 5, 'the file has many groups of rows');
  const file = await openFile(path, 'r+');
  await file.write(new Uint8Array(64).fill(0xff), 0, 64, offset);
  await file.close();
  await using reader = createParquetReader({ memoryLimitMb: 24, pieceRows: 10_000 });
  let [seen, sum, most] = [0, 0, 0];
  const readAll = async () => {
    for await (const piece of reader.read(path, ['i', 'a', 'b'], never)) {
      for (const value of doubles(piece, 'i')) sum += value;
      [seen, most] = [seen + piece.rows, Math.max(most, piece.rows)];
    }
  };
  await assert.rejects(readAll(), 'the damage in the last group is met in the end');
  assert.ok(seen > rows / 2 && seen < rows, `${seen} rows came before it`);
  assert.equal(sum, (seen * (seen - 1)) / 2, 'they are the first ones, each once');
  assert.ok(most <= 10_000, `a piece has ${most} rows`);
});

test('a read may be left early or aborted in the middle, and the next one is whole', async () => {
  const path = await written('again.parquet', 'SELECT range i FROM range(300000)');
  await using reader = createParquetReader({ pieceRows: 4096 });
  for await (const piece of reader.read(path, ['i'], never)) {
    assert.equal(piece.rows, 4096);
    break;
  }
  const [stopping, reason] = [new AbortController(), new Error('stopped')];
  const aborted = async () => {
    for await (const piece of reader.read(path, ['i'], stopping.signal)) {
      assert.equal(piece.rows, 4096);
      stopping.abort(reason);
    }
  };
  await assert.rejects(aborted(), reason);
  let rows = 0;
  for await (const piece of reader.read(path, ['i'], never)) rows += piece.rows;
  assert.equal(rows, 300_000);
});
