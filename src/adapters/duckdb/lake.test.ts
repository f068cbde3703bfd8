import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type LakeWorld, lakeKit } from '../../data/stored/lake-kit.ts';
import { harmFile } from '../files/harm-for-tests.ts';
import { openLake, type ParquetLake } from './lake.ts';

/** A folder name that breaks careless quoting, globbing and encoding. */
const ODD_NAME = '数据 湖 [1]* \'a\' "b"';

async function newWorld(): Promise<LakeWorld> {
  const home = await mkdtemp(join(tmpdir(), 'tapeline-lake-'));
  const folder = join(home, ODD_NAME);
  const lakes: ParquetLake[] = [];
  return {
    async open() {
      const lake = await openLake({ folder });
      lakes.push(lake);
      return lake;
    },
    harm: (path, how) => harmFile(join(folder, path), how),
    async [Symbol.asyncDispose]() {
      for (const lake of lakes) await lake[Symbol.asyncDispose]();
      await rm(home, { recursive: true });
    },
  };
}

describe('the Parquet lake keeps every promise of the port', () => {
  for (const { name, run } of lakeKit(newWorld)) test(name, run);
});
