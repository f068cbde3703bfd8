import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { isTapelineError, type TapelineError } from '../../core/errors.ts';
import { doubles, type Frame, flags, frame, NO_INT, textAt, textColumn } from '../../core/frame.ts';
import { dayOfSession, type Session, sessionOfDay } from '../../core/time.ts';
import type { MarketSource, SourceRequest } from '../../data/source/source.ts';
import { sourceKit } from '../../data/source/source-kit.ts';
import { type CsvSourceOptions, createCsvSource } from './csv-source.ts';
import type { ParquetReader } from './parquet-source.ts';

const never = new AbortController().signal;
const NOW = '2024-06-03T12:00:00Z';
const clock = { nowMs: () => Date.parse(NOW) };
const OHLCV = { open: 'Open', high: 'High', low: 'Low', close: 'Close', volume: 'Volume' };
const MAPPING = { instrument: 'Symbol', session: 'Date', ...OHLCV, adjClose: 'Adj Close' };
const HEADER = 'Symbol,Date,Open,High,Low,Close,Volume,Adj Close';

/** A 2:1 split of A on 2024-01-04: its adjusted close is half the close until then. */
const ROWS = [
  'A,2024-01-02,100,101,99,100,1000,50',
  'A,2024-01-03,100,103,99,102,1100,51',
  'A,2024-01-04,51,53,50,52,2300,52',
  'A,2024-01-05,52,54,51,53,2100,53',
  'B,2024-01-03,10,11,9,10,500,10',
  'B,2024-01-04,10,11,9,11,510,11',
];

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapeline-行情 '));
  await writeFile(join(folder, 'ab.csv'), `${HEADER}\n${ROWS.join('\n')}\n`);
});
after(() => rm(folder, { recursive: true }));

function open(options: Partial<CsvSourceOptions> = {}): MarketSource {
  return createCsvSource({
    name: 'mine',
    files: [join(folder, 'ab.csv')],
    mapping: MAPPING,
    venue: 'XNYS',
    clock,
    ...options,
  });
}

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const ALL = { instruments: [], from: null, to: null, asOf: null };

async function fetchAll(source: MarketSource, request: SourceRequest) {
  const parsed = [];
  for await (const body of source.fetch(request, never)) parsed.push(source.parse(body));
  return parsed;
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

function problemsIn(error: TapelineError): number {
  return 'problems' in error.facts ? error.facts.problems.length : 0;
}

const kitRequests: SourceRequest[] = [
  { kind: 'bars', instruments: ['A'], from: '2024-01-02' as Session, to: '2024-01-03' as Session, asOf: null },
  { kind: 'instruments', ...ALL },
  { kind: 'ex_factors', ...ALL },
];
const kitFor = (label: string, start: () => MarketSource) => {
  const cases = sourceKit({
    open: async () => start(),
    requests: kitRequests,
    unknownInstrument: 'NOPE',
    broken: [{ name: 'a missing file', open: async () => open({ files: [join(folder, 'missing.csv')] }) }],
  });
  for (const { name, run } of cases) test(`${label}: ${name}`, run);
};
kitFor('one file', () => open());
kitFor('small pages', () => open({ pageBytes: 60 }));
kitFor('Parquet', () => open({ format: 'parquet', readParquet: fakeParquet(), files: ['/data/ab.parquet'] }));

test('rows come in the order of the file, with their lines', async () => {
  const [parsed] = await fetchAll(open(), { kind: 'bars', ...ALL });
  assert.deepEqual(table(parsed!.rows, 'instrument', 'session', 'close', 'volume')[2], ['A', '2024-01-04', 52, 2300]);
  assert.deepEqual([...parsed!.lines], [2, 3, 4, 5, 6, 7]);
  assert.ok(doubles(parsed!.rows, 'turnover').every(Number.isNaN), 'what is not mapped is missing');
});

test('a line that cannot be read is rejected whole, with its reason, and the others stay', async () => {
  const bad = [
    'A,2024-01-02,100,101,99,"1,234.5",1000,50',
    'A,2024-02-30,1,1,1,1,1,1',
    ',2024-01-03,1,1,1,1,1,1',
    'A,2024-01-03,1,1',
    'A,undefined,1,1,1,1,1,1',
    'A,2024-01-08,1,1,1,--,,1',
    'A,2024-01-09,1,1,1,1,12.3万,1',
  ];
  const path = await write('bad.csv', `${HEADER}\n${bad.join('\n')}`);
  const [parsed] = await fetchAll(open({ files: [path] }), { kind: 'bars', ...ALL });
  assert.deepEqual(table(parsed!.rows, 'session', 'close', 'volume'), [['2024-01-08', Number.NaN, Number.NaN]]);
  assert.deepEqual(
    parsed!.rejected.map(({ line, reason }) => `${line} ${reason}`),
    [
      '2 close: "1,234.5" does not fit decimal "." and no thousands separator',
      '3 session: "2024-02-30" is not a date like YYYY-MM-DD',
      '4 instrument: empty',
      '5 4 cells, the header has 8',
      '6 session: "undefined" is not a date like YYYY-MM-DD',
      '8 volume: "12.3万" has a unit',
    ],
  );
});

test('instruments exist from their first row on', async () => {
  const [parsed] = await fetchAll(open(), { kind: 'instruments', ...ALL });
  assert.deepEqual(table(parsed!.rows, 'instrument', 'venue', 'board', 'listed'), [
    ['A', 'XNYS', 'XNYS', '2024-01-02'],
    ['B', 'XNYS', 'XNYS', '2024-01-03'],
  ]);
  const [early] = await fetchAll(open(), { kind: 'instruments', ...ALL, asOf: '2024-01-02' as Session });
  assert.deepEqual(table(early!.rows, 'instrument'), [['A']]);
});

test('a split is read off the adjusted close, marked as inferred', async () => {
  const [parsed] = await fetchAll(open(), { kind: 'ex_factors', ...ALL });
  assert.deepEqual(table(parsed!.rows, 'instrument', 'ex_date'), [['A', '2024-01-04']]);
  assert.ok(Math.abs(doubles(parsed!.rows, 'ex_factor')[0]! - 2) < 0.05);
  assert.deepEqual([...flags(parsed!.rows, 'inferred')], [1]);
  assert.deepEqual([...parsed!.lines], [4]);
  const before = { kind: 'ex_factors', ...ALL, asOf: '2024-01-03' as Session } as const;
  assert.equal((await fetchAll(open(), before))[0]!.rows.rows, 0);
});

test('the order of the rows does not change instruments or ex-factors', async () => {
  const path = await write('reversed.csv', `${HEADER}\n${[...ROWS].reverse().join('\n')}\n`);
  for (const kind of ['instruments', 'ex_factors'] as const) {
    const column = kind === 'instruments' ? 'listed' : 'ex_date';
    const [there] = await fetchAll(open(), { kind, ...ALL });
    const [back] = await fetchAll(open({ files: [path] }), { kind, ...ALL });
    assert.deepEqual(table(back!.rows, 'instrument', column).sort(), table(there!.rows, 'instrument', column).sort());
  }
});

test('several files and pages are one history: instruments and factors are told from all of them', async () => {
  const first = await write('1.csv', `${HEADER}\n${ROWS.slice(0, 2).join('\n')}\n`);
  const second = await write('2.csv.gz', gzipSync(`${HEADER}\n${ROWS.slice(2).join('\n')}\n`));
  const source = open({ files: [second, first] });
  const bars = await fetchAll(source, { kind: 'bars', ...ALL });
  assert.deepEqual(
    bars.map(({ rows }) => rows.rows),
    [4, 2],
  );
  const instruments = await fetchAll(source, { kind: 'instruments', ...ALL });
  assert.deepEqual(
    instruments.map(({ rows }) => table(rows, 'instrument', 'listed').filter(([name]) => name === 'A')),
    [[['A', '2024-01-02']]],
  );
  const factors = await fetchAll(source, { kind: 'ex_factors', ...ALL });
  assert.deepEqual(
    factors.map(({ rows }) => table(rows, 'instrument', 'ex_date')),
    [[['A', '2024-01-04']]],
  );
});

test('a file without an instrument column takes it from the file entry or from the constants', async () => {
  const path = await write('one.csv', 'd;c\n02.01.2024;1.234,5\n');
  const shared = {
    mapping: { session: 'd', close: 'c' },
    delimiter: ';',
    dateFormat: 'DD.MM.YYYY',
    numbers: { decimal: ',', thousands: '.' },
  } as const;
  for (const options of [{ files: [{ path, instrument: 'X' }] }, { files: [path], constants: { instrument: 'X' } }]) {
    const [parsed] = await fetchAll(open({ ...shared, ...options }), { kind: 'bars', ...ALL });
    assert.deepEqual(table(parsed!.rows, 'instrument', 'session', 'close'), [['X', '2024-01-02', 1234.5]]);
  }
});

test('GB18030 names and lots are read as declared', async () => {
  // "代码,日期,收盘,手\n600000,2024-01-02,7.5,12\n" in GB18030, by iconv.
  const hex = 'b4fac2eb2cc8d5c6da2ccad5c5cc2ccad60a3630303030302c323032342d30312d30322c372e352c31320a';
  const path = await write('gb.csv', Buffer.from(hex, 'hex'));
  const mapping = { instrument: '代码', session: '日期', close: '收盘', volume: '手' };
  const source = open({ files: [path], mapping, encoding: 'gb18030', venue: 'XSHG', volumeUnit: 100 });
  const [parsed] = await fetchAll(source, { kind: 'bars', ...ALL });
  assert.deepEqual(table(parsed!.rows, 'instrument', 'close', 'volume'), [['600000', 7.5, 1200]]);
  const wrong = await refusal(fetchAll(open({ files: [path], mapping }), { kind: 'bars', ...ALL }));
  assert.equal(wrong.code, 'source.malformed');
  assert.match(wrong.message, /set the encoding to gb18030/);
});

test('a mapping that does not fit the file is config.invalid at check and fetch, source.malformed in a body', async () => {
  const source = open({ mapping: { ...MAPPING, adjClose: 'AdjClose' } });
  for (const attempt of [() => source.check(never), () => fetchAll(source, { kind: 'bars', ...ALL })]) {
    const error = await refusal(attempt());
    assert.equal(error.code, 'config.invalid');
    assert.match(error.message, /"AdjClose" \(for adjClose\) is not in the header .*did you mean "Adj Close"\?/);
  }
});

test('options that cannot be meant are refused at once, all of them named', () => {
  const wrong = {
    files: [],
    dateFormat: 'dd/mm/yy',
    volumeUnit: 0,
    delimiter: ',,',
    format: 'parquet',
    venue: 'nyse',
  } as const;
  assert.throws(
    () => open(wrong),
    (error) => isTapelineError(error) && error.code === 'config.invalid' && problemsIn(error) === 6,
  );
});

test('an empty file is refused, a header alone has no rows', async () => {
  const empty = await refusal(fetchAll(open({ files: [await write('empty.csv', '')] }), { kind: 'bars', ...ALL }));
  assert.equal(empty.code, 'source.malformed');
  const [bare] = await fetchAll(open({ files: [await write('bare.csv', `${HEADER}\n`)] }), { kind: 'bars', ...ALL });
  assert.deepEqual([bare!.rows.rows, bare!.rejected.length], [0, 0]);
});

test('readiness is the newest session in the files', async () => {
  assert.equal(await open().readiness('bars', never), '2024-01-05');
  assert.equal(await open().readiness('fundamentals', never), null);
});

test('what is simulated says so', async () => {
  const source = open({ simulated: true });
  assert.equal(source.info.simulated, true);
  for await (const body of source.fetch({ kind: 'bars', ...ALL }, never)) assert.equal(body.about.simulated, true);
});

test('Parquet rows equal those of the CSV file, and what its reader throws is source.malformed', async () => {
  const parquet = open({ format: 'parquet', readParquet: fakeParquet(), files: ['/data/ab.parquet'] });
  for (const kind of ['bars', 'instruments', 'ex_factors'] as const) {
    const [fromCsv] = await fetchAll(open(), { kind, ...ALL });
    const fromParquet = await fetchAll(parquet, { kind, ...ALL });
    const columns = Object.keys(fromCsv!.rows.columns);
    assert.deepEqual(
      fromParquet.flatMap(({ rows }) => table(rows, ...columns)),
      table(fromCsv!.rows, ...columns),
    );
  }
  const columns = () => Promise.reject(new Error('Invalid Input Error: no magic bytes\nat the end'));
  const broken = open({ format: 'parquet', readParquet: { ...fakeParquet(), columns } });
  assert.match((await refusal(broken.check(never))).message, /no magic bytes/);
});

/** The rows of `ab.csv` as a Parquet reader would give them: two pieces, real types. */
function fakeParquet(): ParquetReader {
  const cells = ROWS.map((row) => row.split(','));
  const names = HEADER.split(',');
  const piece = (rows: string[][]): Frame =>
    frame(
      Object.fromEntries(
        names.map((name, index) => {
          const values = rows.map((row) => row[index]!);
          if (name === 'Symbol') return [name, textColumn(values)];
          if (name === 'Date')
            return [name, { type: 'day', values: Int32Array.from(values, (value) => dayOfSession(value as Session)) }];
          return [name, { type: 'double', values: Float64Array.from(values, Number) }];
        }),
      ),
    );
  return {
    columns: async () => names,
    async *read(_path, columns) {
      assert.ok(columns.every((name) => names.includes(name)));
      yield piece(cells.slice(0, 4));
      yield piece(cells.slice(4));
    },
  };
}

test('a row of a date that has not come yet is rejected, and counts for nothing else', async () => {
  const path = await write(
    'future.csv',
    `${HEADER}\n${ROWS.join('\n')}\n${ROWS[0]!.replace(/\d{4}-\d\d-\d\d/, '2030-03-07')}\n`,
  );
  const future = open({ files: [path] });
  const [bars] = await fetchAll(future, { kind: 'bars', ...ALL });
  assert.deepEqual(
    [bars!.rows.rows, bars!.rejected.map(({ line, reason }) => [line, reason])],
    [ROWS.length, [[ROWS.length + 2, 'session: 2030-03-07 has not come yet']]],
  );
  assert.equal(await future.readiness('bars', never), await open().readiness('bars', never));
  const archive = open({ files: [path], isArchive: true });
  const [all] = await fetchAll(archive, { kind: 'bars', ...ALL });
  assert.deepEqual(
    [all!.rows.rows, all!.rejected.length],
    [ROWS.length + 1, 0],
    'an archive may be ahead of the clock',
  );
});

test('options that a config file without types leaves out are named', () => {
  const without = (options: object) => () =>
    createCsvSource({ name: 'mine', venue: 'XNYS', clock, ...options } as never);
  assert.throws(without({ files: ['a.csv'] }), { code: 'config.invalid', message: /"mapping" is not given/ });
  assert.throws(without({ mapping: MAPPING }), { code: 'config.invalid', message: /"files" is not a list of paths/ });
});
