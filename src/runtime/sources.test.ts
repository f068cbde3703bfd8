import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { systemClock } from '../adapters/system/clock.ts';
import type { ResourceContext } from '../control/definition/resource.ts';
import { filePrices } from './sources.ts';

const signal = new AbortController().signal;
const log = { debug() {}, info() {}, warn() {}, error() {} };
const MAPPING = { instrument: 's', session: 'd', close: 'c' };
const BARS = { kind: 'bars', instruments: [], from: null, to: null, asOf: null } as const;

let projectDir = '';
before(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'tapeline-项目 '));
  await mkdir(join(projectDir, 'prices'));
  await writeFile(join(projectDir, 'prices/a.csv'), 's,d,c\nA,2024-01-02,1.5\n');
  const database = await DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  const path = join(projectDir, 'prices/a.parquet');
  await connection.run(`COPY (SELECT 'A' s, DATE '2024-01-02' d, 1.5 c) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  database.closeSync();
});
after(() => rm(projectDir, { recursive: true }));

function context(): ResourceContext {
  return { clock: systemClock, log, signal, projectDir, setting: () => undefined };
}

for (const format of ['csv', 'parquet'] as const) {
  test(`${format} files are found from the project’s folder, and read`, async () => {
    const open = filePrices({ name: 'mine', files: [`prices/a.${format}`], format, venue: 'XNYS', mapping: MAPPING });
    await using source = await open(context());
    assert.equal((await source.check(signal)).detail, 'one file, every mapped column found');
    const sessions: number[] = [];
    for await (const body of source.fetch(BARS, signal)) sessions.push(source.parse(body).rows.rows);
    assert.deepEqual(sessions, [1]);
  });
}

test('DuckDB is loaded where a Parquet source is opened, and nowhere else', () => {
  const loaded = (format: string): boolean => {
    const program = `
      import { filePrices } from ${JSON.stringify(new URL('./sources.ts', import.meta.url).href)};
      const files = ['prices/a.${format}'];
      const open = filePrices({ name: 'mine', files, format: '${format}', venue: 'XNYS', mapping: ${JSON.stringify(MAPPING)} });
      const isLoaded = () => process.report.getReport().sharedObjects.some((path) => path.includes('duckdb'));
      const before = isLoaded();
      const source = await open({ clock: { nowMs: Date.now }, projectDir: process.cwd() });
      await source.check(AbortSignal.timeout(60_000));
      console.log(JSON.stringify([before, isLoaded()]));
      await source[Symbol.asyncDispose]();`;
    const options = { cwd: projectDir, encoding: 'utf8' } as const;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
    const [isLoadedBefore, isLoaded] = JSON.parse(stdout || `"${stderr}"`) as [boolean, boolean];
    assert.equal(isLoadedBefore, false, 'describing a source loads nothing');
    return isLoaded;
  };
  assert.deepEqual([loaded('csv'), loaded('parquet')], [false, true]);
});
