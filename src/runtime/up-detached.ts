import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../adapters/system/clock.ts';
import { EXIT, type ExitCode, TapelineError } from '../core/errors.ts';
import { makeFolder } from './folders.ts';
import { readState } from './state.ts';
import type { Workspace } from './workspace.ts';

const POLL_MS = 50;
const LINES_SHOWN = 5;

/**
 * Starts the same command in a session of its own, writing to a file, and waits until it is up.
 * @throws program.stopped with its last words when it ends before that
 */
export async function upDetached(
  workspace: Workspace,
  args: readonly string[],
): Promise<{ readonly pid: number; readonly log: string }> {
  const log = join(makeFolder(workspace.folders.logs, 'LOG_DIR'), 'up.log');
  const sinceMs = systemClock.nowMs();
  const file = openSync(log, 'a');
  const child = spawn(process.execPath, [...process.execArgv, ...args], {
    detached: true,
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  const ended = endOf(child);
  while (ended.code === null) {
    const pid = await pidUp(workspace, sinceMs);
    if (pid !== null) {
      child.unref();
      return { pid, log };
    }
    await systemClock.sleep(POLL_MS);
  }
  const exit = ended.code as ExitCode;
  const words = readFileSync(log, 'utf8').trim().split('\n').slice(-LINES_SHOWN).join(' | ');
  throw new TapelineError('program.stopped', { facts: { how: words === '' ? `exit ${ended.code}` : words }, exit });
}

function endOf(child: ChildProcess): { code: number | null } {
  const ended: { code: number | null } = { code: null };
  child.once('error', () => {
    ended.code = EXIT.failed;
  });
  child.once('exit', (code) => {
    ended.code = code ?? EXIT.failed;
  });
  return ended;
}

async function pidUp(workspace: Workspace, sinceMs: number): Promise<number | null> {
  await using reader = await readState(workspace);
  const holder = (await reader?.engineHolder()) ?? null;
  return holder !== null && holder.what === 'up' && holder.sinceMs >= sinceMs ? holder.pid : null;
}
