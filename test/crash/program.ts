import { spawn } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program as users start it. `TAPELINE_TEST_BIN` names an installed one. */
const BIN = process.env.TAPELINE_TEST_BIN ?? fileURLToPath(new URL('../../bin/tapeline.js', import.meta.url));

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs one command line in a folder; ends it after a minute. */
export function tapeline(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: folder,
      env: { ...process.env, TAPELINE_CHILDREN: '1', ...env },
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** How many counted actions (state commits, file writes, syncs, renames) a whole run makes. */
export async function countActions(
  folder: string,
  args: readonly string[],
): Promise<{ readonly actions: number; readonly ended: Ended }> {
  const file = join(folder, 'actions');
  writeFileSync(file, '');
  const ended = await tapeline(folder, args, { TAPELINE_CRASH_FILE: file });
  const actions = statSync(file).size;
  rmSync(file);
  return { actions, ended };
}

/** Runs until the n-th counted action, at which the whole program is killed with SIGKILL. */
export async function crashAt(folder: string, args: readonly string[], n: number): Promise<Ended> {
  const file = join(folder, 'actions');
  writeFileSync(file, '');
  const ended = await tapeline(folder, args, { TAPELINE_CRASH_FILE: file, TAPELINE_CRASH_AT: String(n) });
  rmSync(file);
  return ended;
}
