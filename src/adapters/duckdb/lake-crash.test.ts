import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { LakeFile } from '../../core/snapshot.ts';
import { openLake } from './lake.ts';
import { TICKS, ticksWrite } from './write-for-tests.ts';

const WRITER = join(import.meta.dirname, 'write-for-tests.ts');
const ROWS = 40_000;
/** Copy, its last rows, sync, folder, rename, folder sync, clearing up. */
const ACTIONS = 7;

async function inLake(work: (folder: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'tapeline-crash-'));
  try {
    await work(join(home, '湖 lake'));
  } finally {
    await rm(home, { recursive: true });
  }
}

function write(folder: string, crashAt = 0): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [WRITER, folder, String(ROWS), String(crashAt)], { encoding: 'utf8' });
}

/** Every file under a published name is whole, whoever put it there. */
async function checkPublished(folder: string, expected: LakeFile): Promise<number> {
  await using lake = await openLake({ folder });
  const stored = await lake.listFiles();
  for (const { path } of stored) assert.equal(path, expected.path, 'no name but the one the content gives');
  if (stored.length === 0) return 0;
  await lake.verify([expected]);
  const rows = await lake.read([expected], { columns: TICKS, orderBy: ['instrument', 'session'] });
  assert.equal(rows.rows, ROWS);
  return stored.length;
}

describe('a process that is killed while it writes', () => {
  test('leaves no file or a whole one, at every durable action, and the next one writes the same', async () => {
    let expected: LakeFile | null = null;
    await inLake(async (folder) => {
      const { file, actions } = JSON.parse(write(folder).stdout) as { file: LakeFile; actions: number };
      assert.equal(actions, ACTIONS, 'a new durable action needs a place in this test');
      expected = file;
    });
    await inLake(async (folder) => {
      for (let crashAt = 1; crashAt <= ACTIONS; crashAt += 1) {
        assert.equal(write(folder, crashAt).signal, 'SIGKILL', `killed at action ${crashAt}`);
        const published = await checkPublished(folder, expected!);
        if (crashAt <= 5) assert.equal(published, 0, `nothing is published before the rename (action ${crashAt})`);
      }
      const { file } = JSON.parse(write(folder).stdout) as { file: LakeFile };
      assert.deepEqual(file, expected);
      assert.equal(await checkPublished(folder, file), 1);
    });
  });

  test('leaves staging that a sweep removes by age, and nothing else', () =>
    inLake(async (folder) => {
      await using lake = await openLake({ folder });
      const kept = await lake.write(ticksWrite(10, { partition: 'y=2010' }));
      assert.equal(write(folder, 3).signal, 'SIGKILL');
      assert.equal(await lake.sweepStaging(60_000), 0, 'a minute has not passed');
      assert.equal(await lake.sweepStaging(-1000), 1, 'the half-written file goes');
      assert.equal(await lake.sweepStaging(-1000), 0, 'once');
      assert.deepEqual(
        (await lake.listFiles()).map(({ path }) => path),
        [kept.path],
      );
      await lake.verify([kept]);
    }));
});

describe('a disk that refuses', () => {
  test('names the path and the way out when the file grows too large, and keeps nothing of the attempt', () =>
    inLake(async (folder) => {
      // The limit counts 1024-byte blocks in dash and bash; the file needs about 300 kB. Ignored, SIGXFSZ becomes EFBIG.
      const script = `trap '' XFSZ; ulimit -f 64; exec "$0" "$@"`;
      const outcome = spawnSync('bash', ['-c', script, process.execPath, WRITER, folder, String(ROWS), '0'], {
        encoding: 'utf8',
      });
      const answer = JSON.parse(outcome.stdout) as { code: string; message: string };
      assert.equal(answer.code, 'io.no_space', outcome.stdout + outcome.stderr);
      assert.match(answer.message, /Cannot write ".*staging.*y=2011\.parquet\.tmp": the file would be larger .*ulimit/);
      await using lake = await openLake({ folder });
      assert.deepEqual(await lake.listFiles(), []);
      assert.equal(await lake.sweepStaging(-1000), 0, 'the attempt cleaned up after itself');
    }));

  test('names the folder and the way out when it is read-only', { skip: lacksOtherUser() }, () =>
    inLake(async (folder) => {
      await mkdir(folder, { recursive: true });
      await chmod(join(folder, '..'), 0o755);
      await chmod(folder, 0o555);
      const outcome = spawnSync(process.execPath, [WRITER, folder, '10', '0'], {
        encoding: 'utf8',
        uid: 65_534,
        gid: 65_534,
      });
      const answer = JSON.parse(outcome.stdout) as { code: string; message: string };
      assert.equal(answer.code, 'io.failed', outcome.stdout + outcome.stderr);
      assert.match(
        answer.message,
        /Cannot create the folder ".*湖 lake.*": the permission is missing\. Give this user the right/,
      );
    }),
  );
});

/** Root may write anywhere, so the test runs its writer as nobody; which takes root, and a checkout nobody may read. */
function lacksOtherUser(): string | false {
  if (process.getuid?.() !== 0) return 'only root can start a process of another user';
  const probe = spawnSync(process.execPath, ['--check', WRITER], { uid: 65_534, gid: 65_534 });
  return probe.status === 0 ? false : 'another user cannot read this checkout';
}
