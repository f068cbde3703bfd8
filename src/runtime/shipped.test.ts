import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../adapters/system/clock.ts';
import type { ResourceContext } from '../control/definition/resource.ts';
import { startRqdataSandbox } from '../sandbox/rqdata/index.ts';
import { openRqdata } from './shipped.ts';

const signal = new AbortController().signal;
const log = { debug() {}, info() {}, warn() {}, error() {} };

test('every opening of the vendor’s source uses the token that lies in CACHE_DIR, below the project', async () => {
  const projectDir = await mkdtemp(join(tmpdir(), 'tapeline-项目 '));
  await using sandbox = await startRqdataSandbox({ symbols: 12, from: '2024-01-02', to: '2024-03-29' });
  const settings: Record<string, string> = {
    RQDATAC_BASE_URL: sandbox.url,
    RQDATA_USERNAME: 'sandbox',
    RQDATA_PASSWORD: 'sandbox-password',
    RQDATA_BATCH_SIZE: '100',
    RQDATA_CONNECTIONS: '2',
    CACHE_DIR: '.tapeline/cache',
  };
  const context: ResourceContext = { clock: systemClock, log, signal, projectDir, setting: (key) => settings[key] };
  for (let opening = 0; opening < 3; opening += 1) {
    await using source = await openRqdata(context);
    await source.check(signal);
  }
  assert.deepEqual([sandbox.stats.logIns, sandbox.stats.calls], [1, 3]);
  const names = await readdir(join(projectDir, '.tapeline/cache'));
  assert.deepEqual(names.map((name) => name.replace(/[0-9a-f]{32}/, '…')).sort(), [
    'rqdata-login.lock',
    'rqdata-….token',
  ]);
  await rm(projectDir, { recursive: true });
});
