/**
 * A run of the program whose state finds no space in the middle: on a real file system of a few megabytes where one may be
 * mounted, and everywhere with a limit on the size of files.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Started, start, tapeline } from './program.ts';

const timeout = 300_000;
const LOOK_MS = 20;
const DISK = 'size=8m';

/** Two steps; the first waits until a file is there, and each leaves a line where no disk is full. */
function writeProject(folder: string, outside: string): void {
  const index = new URL('../../src/index.ts', import.meta.url).href;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  writeFileSync(
    join(folder, 'tapeline.config.ts'),
    `import { appendFileSync, existsSync } from 'node:fs';
import { defineProject, job, op, pipeline } from '${index}';
const say = (text) => appendFileSync('${outside}/done', text + '\\n');
const first = op({ name: 'first', async run(_, { clock, signal }) {
  say('first begins');
  while (!existsSync('${outside}/go')) await clock.sleep(10, signal);
  say('first');
  return 'x'.repeat(300_000);
} });
const second = op({ name: 'second', run({ text }) { say('second'); return text.length; } });
export default defineProject({
  jobs: [job(pipeline('both', (p) => { const text = p.add(first); p.add(second, { text }); }))],
  profiles: { p: { description: 'Nothing real', simulated: true, providers: [] } },
});
`,
  );
}

type Desk = {
  readonly folder: string;
  /** What the steps did, whatever the disk holds. */
  readonly done: () => readonly string[];
  /** Lets the first step end. */
  readonly go: () => void;
  /** The run, at work on its first step. */
  readonly run: () => Promise<Started>;
};

async function withDesk(folder: string, work: (desk: Desk) => Promise<void>): Promise<void> {
  const outside = mkdtempSync(join(tmpdir(), 'tapeline outside '));
  const begun: Started[] = [];
  try {
    writeProject(folder, outside);
    const said = join(outside, 'done');
    const done = (): readonly string[] => (existsSync(said) ? readFileSync(said, 'utf8').trim().split('\n') : []);
    const run = async (): Promise<Started> => {
      const started = start(folder, ['run', 'both', '--json']);
      begun.push(started);
      const before = done().length;
      while (done().length === before && started.isRunning()) await sleep(LOOK_MS);
      return started;
    };
    await work({ folder, done, run, go: () => writeFileSync(join(outside, 'go'), '') });
  } finally {
    for (const started of begun) started.kill('SIGKILL');
    rmSync(outside, { recursive: true, force: true });
  }
}

/** Everything as if there had always been space. */
async function checkWhole(started: Started, { folder, done }: Desk): Promise<void> {
  const { code, stderr, stdout } = await started.ended;
  assert.equal(code, 0, stderr + stdout);
  assert.match(stderr, /There is space again/);
  assert.deepEqual(done(), ['first begins', 'first', 'second'], 'every step once');
  assert.equal((await tapeline(folder, ['audit'])).code, 0);
}

const mounted = mountable();

test('a run waits on a full disk and goes on by itself when there is space', { timeout, skip: mounted }, () =>
  onSmallDisk(async (folder) =>
    withDesk(folder, async (desk) => {
      const started = await desk.run();
      const filler = fill(folder);
      desk.go();
      await started.says(/the disk is full.*waits for space/i);
      assert.deepEqual(desk.done(), ['first begins', 'first'], 'nothing new starts');
      const backup = await tapeline(folder, ['backup']);
      assert.equal(backup.code, 75, backup.stderr);
      assert.match(backup.stderr, /the disk is full/);
      assert.deepEqual(filesBelow(join(folder, '.tapeline/p/backups')), [], 'no half of a backup is left');
      const other = await tapeline(folder, ['run', 'both']);
      assert.deepEqual([other.code, /the disk is full/.test(other.stderr)], [75, true], other.stderr);
      rmSync(filler);
      await checkWhole(started, desk);
    }),
  ),
);

test('stopped while it waits, it leaves the run to the next command', { timeout, skip: mounted }, () =>
  onSmallDisk(async (folder) =>
    withDesk(folder, async (desk) => {
      const started = await desk.run();
      const filler = fill(folder);
      desk.go();
      await started.says(/waits for space/);
      started.kill('SIGTERM');
      const { code, stderr } = await started.ended;
      assert.equal(code, 75, stderr);
      rmSync(filler);
      const again = await tapeline(folder, ['run', 'both']);
      assert.equal(again.code, 0, again.stderr);
      const states = JSON.parse((await tapeline(folder, ['runs', 'ls', '--json'])).stdout).map(
        ({ state }: { state: string }) => state,
      );
      assert.deepEqual(states, ['succeeded', 'succeeded'], 'the one that was left, and the new one');
    }),
  ),
);

test(
  'on a read-only file system commands that write say so, and those that look go on',
  { timeout, skip: mounted },
  () =>
    onSmallDisk(async (folder, mount) =>
      withDesk(folder, async (desk) => {
        desk.go();
        assert.equal((await tapeline(folder, ['run', 'both'])).code, 0);
        execFileSync('mount', ['-o', 'remount,ro', mount]);
        const refused = await tapeline(folder, ['run', 'both']);
        assert.deepEqual([refused.code, /file system is read-only/.test(refused.stderr)], [1, true], refused.stderr);
        assert.match((await tapeline(folder, ['runs', 'ls'])).stdout, /both/);
        execFileSync('mount', ['-o', 'remount,rw', mount]);
        assert.equal((await tapeline(folder, ['run', 'both'])).code, 0);
      }),
    ),
);

const limited = prlimitable();

test('a limit on the size of files is waited for like a full disk', { timeout, skip: limited }, async () => {
  const root = mkdtempSync(join(tmpdir(), 'tapeline limit '));
  try {
    await withDesk(join(root, 'desk'), async (desk) => {
      const started = await desk.run();
      const wal = statSync(join(desk.folder, '.tapeline/p/state.db-wal')).size;
      setLimit(started.pid, String(wal));
      desk.go();
      await started.says(/larger than the system allows.*waits for space/);
      setLimit(started.pid, 'unlimited');
      await checkWhole(started, desk);
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

/** A file system of its own, small and in memory. */
async function onSmallDisk(work: (folder: string, mount: string) => Promise<void>): Promise<void> {
  const mount = mkdtempSync(join(tmpdir(), 'tapeline small disk '));
  execFileSync('mount', ['-t', 'tmpfs', '-o', DISK, 'tapeline', mount]);
  try {
    await work(join(mount, 'desk'), mount);
  } finally {
    execFileSync('umount', ['-l', mount]);
    rmSync(mount, { recursive: true });
  }
}

/** Takes all the space that is left; gives the file that has it. */
function fill(folder: string): string {
  const path = join(folder, 'filler');
  const file = openSync(path, 'w');
  try {
    for (let bytes = 1 << 20; bytes >= 1; ) {
      try {
        writeSync(file, new Uint8Array(bytes));
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
        bytes >>= 1;
      }
    }
    return path;
  } finally {
    closeSync(file);
  }
}

function mountable(): string | false {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline-mount-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', DISK, 'tapeline', folder], { stdio: 'ignore' });
  if (status === 0) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return status === 0 ? false : 'no file system can be mounted here';
}

function setLimit(pid: number, soft: string): void {
  execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${soft}:`]);
}

function prlimitable(): string | false {
  const { status } = spawnSync('prlimit', [`--pid=${process.pid}`, '--fsize'], { stdio: 'ignore' });
  return status === 0 ? false : 'there is no prlimit here';
}

const filesBelow = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
