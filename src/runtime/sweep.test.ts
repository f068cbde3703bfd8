import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { sweepLake } from './sweep.ts';

const DAY_S = 86_400;

test('a sweep removes what died a day ago and nothing that any version lists', async () => {
  const lake = mkdtempSync(join(tmpdir(), 'tapeline 清扫 '));
  try {
    const nowS = Math.floor(Date.now() / 1000);
    const make = (path: string, ageS: number): string => {
      const file = join(lake, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'x');
      utimesSync(file, nowS - ageS, nowS - ageS);
      return file;
    };
    const current = make('prices/y=1/aaaa.parquet', 9 * DAY_S);
    const older = make('prices/y=1/bbbb.parquet', 9 * DAY_S);
    const orphan = make('prices/y=1/cccc.parquet', 2 * DAY_S);
    const young = make('prices/y=1/dddd.parquet', 60);
    const staged = make('staging/r1/s1/a1/x.parquet.tmp', 2 * DAY_S);
    const working = make('staging/r2/s1/a1/x.parquet.tmp', 60);
    const row = (path: string) => ({ asset: 'prices', path, pruned: 0 });
    const state = { range: async () => [row('prices/y=1/aaaa.parquet'), row('prices/y=1/bbbb.parquet')] };

    assert.deepEqual(await sweepLake(lake, state, nowS * 1000), { staged: 1, orphans: 1 });
    assert.deepEqual([current, older, young, working].map(existsSync), [true, true, true, true]);
    assert.deepEqual([orphan, staged].map(existsSync), [false, false]);
    assert.equal(await sweepLake(lake, state, nowS * 1000 + 1000), null, 'once a day');
    assert.notEqual(await sweepLake(lake, state, (nowS + DAY_S + 1) * 1000), null, 'and the next day again');
  } finally {
    rmSync(lake, { recursive: true, force: true });
  }
});
