import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { LakeFile } from '../../core/snapshot.ts';
import { openLake, type ParquetLake } from './lake.ts';
import { ticksWrite } from './write-for-tests.ts';

/** A plain DuckDB in a process of its own, with nothing of ours: what anyone else would use. */
const PLAIN = `
  const { DuckDBInstance } = require(process.argv[1]);
  (async () => {
    const [database, ...statements] = process.argv.slice(2);
    const connection = await (await DuckDBInstance.create(database, database === ':memory:' ? {} : { access_mode: 'READ_ONLY' })).connect();
    const results = [];
    for (const sql of statements) results.push((await connection.runAndReadAll(sql)).getRowsJson());
    process.stdout.write(JSON.stringify(results));
  })();`;
const DUCKDB = createRequire(import.meta.url).resolve('@duckdb/node-api');

function askPlain(database: string, ...statements: readonly string[]): unknown[][][] {
  const outcome = spawnSync(process.execPath, ['-e', PLAIN, DUCKDB, database, ...statements], { encoding: 'utf8' });
  assert.equal(outcome.status, 0, outcome.stderr);
  return JSON.parse(outcome.stdout) as unknown[][][];
}

describe('a lake seen from outside', () => {
  let home = '';
  let folder = '';
  let lake: ParquetLake;
  let files: LakeFile[];
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'tapeline-outside-'));
    folder = join(home, "O'Brien 数据 湖");
    lake = await openLake({ folder });
    const { provenance } = ticksWrite(1);
    files = [
      await lake.write(ticksWrite(1000)),
      await lake.write(
        ticksWrite(500, {
          partition: 'y=2012',
          provenance: { ...provenance, simulated: false, inputs: [{ asset: 'raw', version: 7 }] },
        }),
      ),
    ];
  });
  after(async () => {
    await lake[Symbol.asyncDispose]();
    await rm(home, { recursive: true });
  });
  const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;

  test('gives its files to any DuckDB, compressed, sorted and saying where they come from', () => {
    const path = quoted(join(folder, files[1]!.path));
    const [rows, metadata, codecs] = askPlain(
      ':memory:',
      `SELECT count(*)::INT, min(session)::VARCHAR, max(close) = max(sin(0)) FROM read_parquet(${path})`,
      `SELECT decode(key), decode(value) FROM parquet_kv_metadata(${path}) ORDER BY 1`,
      `SELECT DISTINCT compression FROM parquet_metadata(${path})`,
    );
    assert.deepEqual(rows![0]!.slice(0, 2), [500, '2011-01-26']);
    assert.deepEqual(Object.fromEntries(metadata as [string, string][]), {
      'tapeline.asset': 'ticks',
      'tapeline.code_version': '1',
      'tapeline.inputs': '[{"asset":"raw","version":7}]',
      'tapeline.key': '["instrument","session"]',
      'tapeline.partition': 'y=2012',
      'tapeline.providers': '["test"]',
      'tapeline.schema': '{"instrument":"text","session":"day","close":"double"}',
      'tapeline.simulated': 'false',
    });
    assert.deepEqual(codecs, [['ZSTD']]);
  });

  test('says nothing of the run in its files, so that equal content stays one file', async () => {
    const bytes = (await readFile(join(folder, files[0]!.path))).toString('latin1');
    assert.doesNotMatch(bytes, /run|step/);
  });

  test('has a catalog with a view per asset and a list of the files', async () => {
    const views = { ticks: files, 'odd.name': [files[0]!], nothing: [], told: [] };
    await lake.writeCatalog(views, { told: { session: 'day' }, never: { score: 'double', at: 'instant' } });
    const [names, count, listed, empty] = askPlain(
      join(folder, 'catalog.duckdb'),
      'SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1',
      'SELECT (SELECT count(*)::INT FROM ticks), (SELECT count(*)::INT FROM "odd.name")',
      "SELECT asset, partition, rows::INT, simulated, providers, inputs, sha256 FROM tapeline_files WHERE asset = 'ticks' ORDER BY partition",
      'SELECT (SELECT count(*)::INT FROM told), (SELECT count("at")::INT FROM never)',
    );
    const expected = [['never'], ['odd.name'], ['ticks'], ['told']];
    assert.deepEqual(names, expected, 'an asset without files has a view where its columns are known');
    assert.deepEqual(empty, [[0, 0]]);
    assert.deepEqual(count, [[1500, 1000]]);
    assert.deepEqual(listed, [
      ['ticks', 'y=2011', 1000, true, '["test"]', '[]', files[0]!.sha256],
      ['ticks', 'y=2012', 500, false, '["test"]', '[{"asset":"raw","version":7}]', files[1]!.sha256],
    ]);
  });

  test('exports tables that need the lake no more', async () => {
    const path = join(home, 'exports', 'out.duckdb');
    await lake.exportDuckdb(path, { ticks: files });
    await lake.exportDuckdb(path, { ticks: [files[0]!] });
    assert.deepEqual(askPlain(path, 'SELECT count(*)::INT, count(DISTINCT instrument)::INT FROM ticks')[0], [
      [1000, 5],
    ]);
    assert.deepEqual(await readdir(join(home, 'exports')), ['out.duckdb'], 'no draft and no log beside it');
  });

  test('keeps the old export when a new one fails', async () => {
    const path = join(home, 'kept', 'out.duckdb');
    await lake.exportDuckdb(path, { ticks: files });
    const missing = { ...files[0]!, path: 'ticks/y=2011/0000000000000000.parquet' };
    await assert.rejects(lake.exportDuckdb(path, { ticks: [missing] }), { code: 'data.invalid' });
    assert.deepEqual(askPlain(path, 'SELECT count(*)::INT FROM ticks')[0], [[1500]]);
    assert.deepEqual(await readdir(join(home, 'kept')), ['out.duckdb']);
  });

  test('lets a reader finish while catalog and files are replaced under it', async () => {
    await lake.writeCatalog({ ticks: files });
    const statements = Array.from({ length: 30 }, () => 'SELECT count(*)::INT FROM ticks');
    const reader = spawn(process.execPath, ['-e', PLAIN, DUCKDB, join(folder, 'catalog.duckdb'), ...statements]);
    let out = '';
    reader.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const ended = new Promise<number | null>((resolve) => reader.on('close', resolve));
    for (let turn = 0; turn < 10; turn += 1) {
      await lake.write(ticksWrite(1000));
      await lake.writeCatalog({ ticks: files });
    }
    assert.equal(await ended, 0);
    assert.deepEqual(
      JSON.parse(out),
      statements.map(() => [[1500]]),
      'every read saw all rows',
    );
  });

  test('removes the files it is told to, and nothing outside', async () => {
    const gone = await lake.write(ticksWrite(7, { partition: 'y=2001' }));
    await writeFile(join(home, 'secret.parquet'), 'secret');
    await symlink(join(home, 'secret.parquet'), join(folder, 'ticks', 'link.parquet'));
    for (const path of ['../secret.parquet', join(home, 'secret.parquet'), 'ticks/link.parquet', '']) {
      await assert.rejects(lake.deleteFiles([gone.path, path]), { code: 'io.failed' });
    }
    await lake.verify([gone]);
    await lake.deleteFiles([gone.path, gone.path]);
    await assert.rejects(lake.verify([gone]), /missing from the lake/);
    assert.equal(await readFile(join(home, 'secret.parquet'), 'utf8'), 'secret');
    await rm(join(folder, 'ticks', 'link.parquet'));
  });

  test('finds a file whose bytes changed where no read would notice', async () => {
    const file = await lake.write(ticksWrite(300, { partition: 'y=2002' }));
    const bytes = await readFile(join(folder, file.path));
    bytes[bytes.indexOf('tapeline.simulated') + 20]! ^= 1;
    await writeFile(join(folder, file.path), bytes);
    await assert.rejects(
      lake.verify(files.concat(file)),
      new RegExp(`${file.path.replaceAll('.', '\\.')}.*not those that were written`),
    );
  });
});
