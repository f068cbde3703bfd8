import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLake } from './lake.ts';

/** Would take most of a minute. */
const ENDLESS = 'SELECT sum(a.range * b.range) FROM range(10000000) a, range(300) b';

test('a query stops whenever it is told to: also while its database opens, and before its statement has begun', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tapeline-abort-'));
  await using lake = await openLake({ folder });
  for (const afterMs of [0, 1, 3, 6, 10, 15, 20, 30]) {
    const stop = new AbortController();
    const reason = new Error(`after ${afterMs} ms`);
    const asked = lake.query({ sql: ENDLESS, views: {}, rowsMax: 10, signal: stop.signal });
    const outcome = asked.then(
      () => 'it ran to its end',
      (error: unknown) => error,
    );
    await sleep(afterMs);
    stop.abort(reason);
    assert.equal(await outcome, reason);
  }
  await rm(folder, { recursive: true });
});
