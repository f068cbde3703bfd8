import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readText } from '../../scripts/source/files.ts';
import { PROGRAM_SETTINGS } from '../../src/runtime/program-settings.ts';
import { tapeline } from '../crash/program.ts';
import { blocksOf } from '../docs/blocks.ts';
import { openProgramDesk } from './desk.ts';

async function answered(args: readonly string[]) {
  using desk = openProgramDesk();
  const { code, stdout, stderr } = await tapeline(desk.folder, [...args, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

test('schedule next answers for any expression, over a change of the clocks', async () => {
  const zone = ['--cron', '30 2 * * *', '--tz', 'America/New_York'];
  const { ticks } = await answered(['schedule', 'next', ...zone, '--from', '2026-03-07T00:00', '--count', '5']);
  assert.deepEqual(ticks, [
    { at: '2026-03-07T02:30:00-05:00', utc: '2026-03-07T07:30:00.000Z', session: null, note: null },
    {
      at: '2026-03-08T03:00:00-04:00',
      utc: '2026-03-08T07:00:00.000Z',
      session: null,
      note: { because: 'dst_gap', time: '02:30' },
    },
    { at: '2026-03-09T02:30:00-04:00', utc: '2026-03-09T06:30:00.000Z', session: null, note: null },
    { at: '2026-03-10T02:30:00-04:00', utc: '2026-03-10T06:30:00.000Z', session: null, note: null },
    { at: '2026-03-11T02:30:00-04:00', utc: '2026-03-11T06:30:00.000Z', session: null, note: null },
  ]);
});

type Session = Readonly<Record<'session' | 'open' | 'breakStart' | 'breakEnd' | 'close' | 'kind', string>>;

test('calendar sessions lists one object for each session, as exchange-calendars has them', async () => {
  const range = ['--from', '2024-01-01', '--to', '2024-12-31'];
  const sessions: readonly Session[] = await answered(['calendar', 'sessions', 'XSHG', ...range]);
  assert.deepEqual(sessions[0], {
    session: '2024-01-02',
    open: '2024-01-02T09:30:00+08:00',
    breakStart: '2024-01-02T11:30:00+08:00',
    breakEnd: '2024-01-02T13:00:00+08:00',
    close: '2024-01-02T15:00:00+08:00',
    kind: 'full',
  });
  assert.deepEqual(sessions.map(goldenLine), goldenOf2024());
});

/** The golden file writes instants in UTC. */
function goldenLine({ session, open, breakStart, breakEnd, close }: Session): string {
  const instants = [open, breakStart, breakEnd, close].map((text) =>
    new Date(text).toISOString().replace('.000Z', 'Z'),
  );
  return [session, ...instants].join(',');
}

function goldenOf2024(): readonly string[] {
  const file = new URL('../golden/calendar/xshg.csv.gz', import.meta.url);
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
  return lines.filter((line) => line.startsWith('2024-'));
}

const isChecked = spawnSync('systemd-analyze', ['--version']).status === 0;

test('the unit in the documentation is one that systemd takes', { skip: !isChecked && 'no systemd here' }, () => {
  using desk = openProgramDesk();
  const unit = unitOfPage();
  const program = /^ExecStart=(\S+) up$/m.exec(unit)![1]!;
  const file = join(desk.folder, 'tapeline.service');
  // Whether the program is there is the reader's business. A path may hold blanks, and percent signs mean something there.
  writeFileSync(
    file,
    unit.replace(program, () => `"${process.execPath.replaceAll('%', '%%')}"`),
  );
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, '']);
});

test('the unit leaves the engine the time that it gives to steps, and starts the program itself', () => {
  const unit = unitOfPage();
  assert.ok(
    Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)![1]) > Number(PROGRAM_SETTINGS.TAPELINE_DRAIN_SECONDS.fallback),
  );
  assert.match(unit, /^ExecStart=\/.*\/node_modules\/\.bin\/tapeline up$/m, 'no npx in between that gets the signal');
  assert.match(unit, /^KillMode=mixed$/m);
});

function unitOfPage(): string {
  return blocksOf(readText('docs/schedules.md')).find(({ language }) => language === 'ini')!.text;
}
