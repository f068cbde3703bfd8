import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import { openRawStore } from '../files/raw-store.ts';
import { openLake, type ParquetLake } from './lake.ts';
import { CATALOG_NAME } from './lake-paths.ts';
import { ticksWrite } from './write-for-tests.ts';

/** A disk that is full from its next but `left` durable action on, until there is space. */
class FullDisk {
  left = Number.POSITIVE_INFINITY;
  actions = 0;

  readonly crashPoint = (): void => {
    this.actions += 1;
    if (this.left === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    this.left -= 1;
  };
}

async function onDisk(work: (disk: FullDisk, lake: ParquetLake, folder: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'tapeline-full-'));
  const folder = join(home, '湖 lake');
  try {
    const disk = new FullDisk();
    await using lake = await openLake({ folder, crashPoint: disk.crashPoint });
    await work(disk, lake, folder);
  } finally {
    await rm(home, { recursive: true });
  }
}

/** Does `act` with a disk that is full at its first action, its second, … until it succeeds; gives how often it failed. */
async function failEverywhere(disk: FullDisk, act: () => Promise<unknown>, look: () => Promise<void>): Promise<number> {
  for (let left = 0; ; left += 1) {
    disk.left = left;
    const failure = await act().then(
      () => null,
      (error: unknown) => error,
    );
    disk.left = Number.POSITIVE_INFINITY;
    if (failure === null) return left;
    assert.ok(isTapelineError(failure) && failure.code === 'io.no_space', `full at action ${left + 1}: ${failure}`);
    assert.equal(failure.retry, 'later');
    await look();
  }
}

describe('a disk that is full at any durable action', () => {
  test('keeps nothing of a Parquet file that is not whole, and takes it when there is space', () =>
    onDisk(async (disk, lake) => {
      const write = () => lake.write(ticksWrite(100));
      const expected = await write();
      await lake.deleteFiles([expected.path]);
      const failures = await failEverywhere(disk, write, async () => {
        const stored = await lake.listFiles();
        if (stored.length > 0) await lake.verify([expected]);
        for (const { path } of stored) await lake.deleteFiles([path]);
      });
      assert.ok(failures >= 5, `${failures} actions of a write can fail`);
      await lake.verify([await write()]);
      assert.ok((await lake.sweepStaging(-1000)) <= failures, 'a draft that could not be removed is swept');
    }));

  test('keeps the catalog that was there, whole, and replaces it when there is space', () =>
    onDisk(async (disk, lake, folder) => {
      const [old, young] = [await lake.write(ticksWrite(10)), await lake.write(ticksWrite(20))];
      await lake.writeCatalog({ ticks: [old] });
      const before = await readFile(join(folder, CATALOG_NAME));
      const names = await readdir(folder);
      const isStill = async (): Promise<void> => {
        const now = await readFile(join(folder, CATALOG_NAME));
        if (!now.equals(before)) assert.equal(await rowsOf(folder), 20, 'the new one, and only its folder unsynced');
        assert.deepEqual(await readdir(folder), names, 'no draft is left');
      };
      const failures = await failEverywhere(disk, () => lake.writeCatalog({ ticks: [young] }), isStill);
      assert.equal(failures, 4, 'build, sync, rename, sync of the folder');
      assert.equal(await rowsOf(folder), 20);
    }));

  test('keeps no raw body that is not whole', () =>
    onDisk(async (disk, _lake, folder) => {
      const store = await openRawStore({ folder: join(folder, 'raw'), crashPoint: disk.crashPoint });
      const about = { source: 'desk', extension: 'csv', query: {}, fetchedAtMs: 5, simulated: true } as const;
      const put = () => store.put(Buffer.from('price\n1\n'), about);
      const failures = await failEverywhere(disk, put, async () => {});
      assert.ok(failures >= 5, `${failures} actions of a put can fail`);
      assert.equal(Buffer.from((await store.get(await put())) ?? '').toString(), 'price\n1\n');
    }));
});

async function rowsOf(folder: string): Promise<number> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(join(folder, CATALOG_NAME), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const [[rows]] = (await connection.runAndReadAll('SELECT count(*)::INT FROM ticks')).getRows() as [[number]];
  connection.closeSync();
  instance.closeSync();
  return rows;
}
