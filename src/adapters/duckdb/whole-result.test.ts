import assert from 'node:assert/strict';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { doubles } from '../../core/frame.ts';
import { readFrame } from './frame-out.ts';
import { openLake } from './lake.ts';
import { ticksWrite } from './write-for-tests.ts';

let folder = '';
let database: DuckDBInstance;
let connection: DuckDBConnection;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapeline-whole-'));
  database = await DuckDBInstance.create(':memory:', { threads: '1' });
  connection = await database.connect();
});
after(async () => {
  connection.closeSync();
  database.closeSync();
  await rm(folder, { recursive: true });
});

/** Fails in the middle, long after the first rows were handed on. */
const BROKEN = "(SELECT CASE WHEN range = 900000 THEN error('no such price') ELSE range END AS x FROM range(1000000))";

test('a stream that fails in the middle still ends without an error of its own', async () => {
  const result = await connection.stream(`SELECT x FROM ${BROKEN}`);
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    rows += chunk.rowCount;
  }
  assert.ok(rows > 0 && rows < 900_001, 'when this fails, DuckDB has learnt to tell, and requireWhole can go');
});

test('a frame whose query fails in the middle is none, and DuckDB’s sentence comes out', async () => {
  const query = { columns: { x: 'double' }, rowsExpected: 10, orderBy: [] } as const;
  await assert.rejects(readFrame(connection, { ...query, from: `FROM ${BROKEN}` }), /no such price/);
  const whole = await readFrame(connection, { ...query, from: 'FROM range(1000000) AS whole(x)' });
  assert.equal(whole.rows, 1_000_000);
  assert.equal(doubles(whole, 'x')[999_999], 999_999);
});

test('a query of a stranger that fails in the middle is refused, not cut short', async () => {
  await using lake = await openLake({ folder: join(folder, 'asked') });
  const request = { sql: `SELECT x FROM ${BROKEN}`, views: {}, rowsMax: 2_000_000 };
  await assert.rejects(lake.query(request), { code: 'usage.invalid', message: /no such price/ });
  const cut = await lake.query({ ...request, rowsMax: 10 });
  assert.deepEqual([cut.rows.length, cut.isCut], [10, true], 'rows before the failure can be looked at');
});

test('a file of the lake with damage behind its first rows is data.invalid, and gives no rows', async () => {
  await using lake = await openLake({ folder: join(folder, 'damaged') });
  const file = await lake.write(ticksWrite(200_000));
  const path = join(folder, 'damaged', file.path);
  const columns = { instrument: 'text', close: 'double' } as const;
  assert.equal((await lake.read([file], { columns, orderBy: [] })).rows, 200_000);
  const found = await connection.runAndReadAll(
    `SELECT max(data_page_offset)::INT FROM parquet_metadata('${path}') WHERE path_in_schema = 'close'`,
  );
  const bytes = await open(path, 'r+');
  await bytes.write(new Uint8Array(64).fill(0xff), 0, 64, found.getRows()[0]![0] as number);
  await bytes.close();
  await assert.rejects(lake.read([file], { columns, orderBy: [] }), { code: 'data.invalid' });
});
