import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { tapeline } from '../crash/program.ts';
import { openProgramDesk, PROFILES, type ProgramDesk } from './desk.ts';

const definitions = (at: string, readyAt: string, more = ''): string => `
const sync = job(pipeline('sync', (p) => p.add(op({ name: 'sync', run: () => null }))));
export default defineProject({
  jobs: [sync],
  schedules: [schedule(sync, { name: 'evening', calendar: 'XSHG', at: '${at}' })${more}],
  sensors: [readinessSensor(sync, {
    name: 'ready', giveUpAfter: '2h', trigger: { calendar: 'XSHG', at: '${readyAt}' }, isReady: () => ({ ready: true }),
  })],
  ${PROFILES},
});
`;
const SUNDAY = `, schedule(sync, { name: 'sunday', cron: '0 2 * * 0', zone: 'Asia/Shanghai' })`;
/** Thursday 24 September to Monday 28 September 2026: Friday is a holiday. */
const STRETCH = ['simulate', '--from', '2026-09-24', '--to', '2026-09-28'];

function commit(folder: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'as it was');
}

async function diffOf({ folder }: ProgramDesk, what: string) {
  const { code, stdout, stderr } = await tapeline(folder, [...STRETCH, '--diff', what, '--json', '--quiet']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout).diff;
}

const MOVED = [
  {
    name: 'evening',
    change: 'changed',
    moved: [
      { of: '2026-09-24', from: '2026-09-24T08:30:00.000Z', to: '2026-09-24T09:00:00.000Z' },
      { of: '2026-09-28', from: '2026-09-28T08:30:00.000Z', to: '2026-09-28T09:00:00.000Z' },
    ],
    added: [],
    removed: [],
  },
  { name: 'ready', change: 'same', moved: [], added: [], removed: [] },
  { name: 'sunday', change: 'added', moved: [], added: ['2026-09-26T18:00:00.000Z'], removed: [] },
];

describe('tapeline simulate --diff', () => {
  test('shows what definitions move since a commit, and leaves the folder as it is', async () => {
    using desk = openProgramDesk();
    desk.config(definitions('close+90m', 'close+2h'));
    commit(desk.folder);
    desk.config(definitions('close+2h', 'close+2h', SUNDAY));
    assert.deepEqual(await diffOf(desk, 'HEAD'), MOVED);
    assert.deepEqual(await diffOf(desk, 'main'), MOVED, 'a branch');
    const told = await tapeline(desk.folder, [...STRETCH, '--diff', 'HEAD']);
    assert.match(told.stdout, /\nevening: changed\n {2}~ 2026-09-24 {2}2026-09-24 08:30 -> 2026-09-24 09:00\n/);
    assert.match(told.stdout, /\nready: the same\n\nsunday: new\n {2}\+ 2026-09-26 18:00\n/);
    const status = execFileSync('git', ['status', '--porcelain'], { cwd: desk.folder, encoding: 'utf8' });
    assert.equal(status, ' M tapeline.config.ts\n');
  });

  test('takes a config file just as well', async () => {
    using desk = openProgramDesk();
    desk.config(definitions('close+90m', 'close+2h'));
    renameSync(join(desk.folder, 'tapeline.config.ts'), join(desk.folder, 'before.ts'));
    desk.config(definitions('close+2h', 'close+2h', SUNDAY));
    assert.deepEqual(await diffOf(desk, 'before.ts'), MOVED);
  });

  test('refuses what is neither, and a commit without a config', async () => {
    using desk = openProgramDesk();
    commit(desk.folder);
    desk.config(definitions('close+90m', 'close+2h'));
    for (const [what, message] of [
      ['HEAD~7', /neither a file nor a commit/],
      ['--output=x', /neither a file nor a commit/],
      ['HEAD', /it has no config file/],
    ] as const) {
      const { code, stderr } = await tapeline(desk.folder, [...STRETCH, `--diff=${what}`]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  });
});
