import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeFixture } from './fixture.ts';
import { inspect } from './inspect.ts';
import { tapeline } from './program.ts';

const TIMEOUT_MS = 900_000;

test('backed up while an engine works, destroyed, restored, audited, and gone on with', {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline 备份 '));
  try {
    writeFixture(folder);
    const state = join(folder, '.tapeline', 'small', 'state.db');
    const first = await tapeline(folder, ['run', 'full', '--quiet']);
    assert.equal(first.code, 0, first.stderr);
    const before = await inspect(folder, 'small');

    const working = tapeline(folder, ['run', 'full', '--quiet']);
    const backup = await tapeline(folder, ['backup', '--to', 'copy', '--with-lake', '--json']);
    assert.equal(backup.code, 0, backup.stderr);
    const manifest = JSON.parse(backup.stdout);
    assert.deepEqual([manifest.profile, manifest.format, manifest.hasLake], ['small', 1, true]);
    assert.ok(
      !backup.stdout.includes(process.env.HOME ?? '\0'),
      'a manifest holds no more of the machine than paths of the project',
    );
    assert.equal((await working).code, 0);
    assert.equal((await tapeline(folder, ['backup', '--to', 'copy'])).code, 1, 'a backup is never written over');

    assert.equal((await tapeline(folder, ['backup'])).code, 0);

    rmSync(join(folder, 'data', 'small', 'lake'), { recursive: true });
    writeFileSync(state, 'nothing of any use');
    rmSync(`${state}-wal`, { force: true });
    const damaged = await tapeline(folder, ['run', 'full', '--quiet']);
    assert.notEqual(damaged.code, 0);
    assert.match(damaged.stderr, /tapeline restore ".*backups.20/, 'the newest backup is named');

    const restored = await tapeline(folder, ['restore', 'copy', '--json']);
    assert.equal(restored.code, 0, restored.stderr + restored.stdout);
    const { replaced, audit } = JSON.parse(restored.stdout);
    assert.ok(existsSync(join(replaced, 'state.db')), 'what stood there is kept');
    assert.equal(audit.isOk, true);
    assert.deepEqual((await inspect(folder, 'small')).assets.ohlcv_daily, before.assets.ohlcv_daily);

    const again = await tapeline(folder, ['run', 'full', '--quiet']);
    assert.equal(again.code, 0, again.stderr);
    assert.equal((await tapeline(folder, ['audit', '--deep'])).code, 0);
    assert.ok(readdirSync(join(folder, '.tapeline', 'small')).includes('replaced'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
