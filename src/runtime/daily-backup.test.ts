import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { backUpDaily } from './daily-backup.ts';

const DAY_MS = 86_400_000;
const BEGAN_MS = Date.UTC(2026, 0, 1);

test('a backup is made each day, the newest are kept, and those made by hand are left alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline 每日 '));
  try {
    const on = (nowMs: number, kept = 3) =>
      backUpDaily({
        ...{ folder, kept, nowMs, beganAtMs: BEGAN_MS },
        async make(to) {
          mkdirSync(to);
          writeFileSync(join(to, 'manifest.json'), '{}');
          utimesSync(join(to, 'manifest.json'), nowMs / 1000, nowMs / 1000);
        },
      });
    mkdirSync(join(folder, '2025-06-01T00-00-00.000Z'));
    mkdirSync(join(folder, 'daily-half-made'));
    assert.equal(await on(BEGAN_MS + DAY_MS - 1), false, 'the state is not a day old');
    for (let day = 1; day <= 5; day += 1) assert.equal(await on(BEGAN_MS + day * DAY_MS), true);
    assert.equal(await on(BEGAN_MS + 5 * DAY_MS + 3_600_000), false, 'once a day');
    assert.equal(await on(BEGAN_MS + 9 * DAY_MS, 0), false, 'nobody wants them');
    assert.deepEqual(readdirSync(folder).sort(), [
      '2025-06-01T00-00-00.000Z',
      'daily-2026-01-04T00-00-00.000Z',
      'daily-2026-01-05T00-00-00.000Z',
      'daily-2026-01-06T00-00-00.000Z',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
