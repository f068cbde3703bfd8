import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

type Env = Readonly<Record<string, string>>;

/** Runs one command line in a folder to its end. */
export function tapeline(folder: string, args: readonly string[], env: Env = {}): Promise<Ended> {
  return start(folder, args, env).ended;
}

export type Started = {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  readonly isRunning: () => boolean;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves once its stderr says that. @throws when it ends without. */
  readonly says: (what: RegExp) => Promise<void>;
};

/** Starts one command line in a folder; ends it after ten minutes. */
export function start(folder: string, args: readonly string[], env: Env = {}): Started {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { ...process.env, TAPELINE_CHILDREN: '1', ...env },
    timeout: 600_000,
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const says = (what: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (what.test(stderr)) resolve();
      };
      look();
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`it ended and never said ${what}: ${stderr}`)));
    });
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return { pid: child.pid!, ended, says, isRunning, kill: (signal) => child.kill(signal) };
}

/** How many counted actions (changes of the state, commits, file writes, syncs, renames) a whole run makes. */
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

export type CrashSignal = 'SIGKILL' | 'SIGTERM' | 'SIGSTOP';

const STOPPED_MS = 500;
const LOOK_MS = 20;

/** How the program ended, and when it went on if it had been stopped. */
export type Crashed = Ended & { readonly wokenAtMs: number | null };

/** Runs until the n-th counted action, at which the program gets the signal; a stopped one goes on after a while. */
export async function crashAt(
  folder: string,
  args: readonly string[],
  { n, signal }: { readonly n: number; readonly signal: CrashSignal },
): Promise<Crashed> {
  const file = join(folder, 'actions');
  writeFileSync(file, '');
  const env = { TAPELINE_CRASH_FILE: file, TAPELINE_CRASH_AT: String(n), TAPELINE_CRASH_SIGNAL: signal };
  const waker = signal === 'SIGSTOP' ? wakeLater(`${file}.signalled`) : null;
  const ended = await tapeline(folder, args, env);
  waker?.[Symbol.dispose]();
  for (const name of [file, `${file}.signalled`]) rmSync(name, { force: true });
  return { ...ended, wokenAtMs: waker?.wokenAtMs() ?? null };
}

type Waker = Disposable & { readonly wokenAtMs: () => number | null };

/** Wakes the process that a file names, a while after it was stopped. */
function wakeLater(file: string): Waker {
  let wokenAtMs: number | null = null;
  const looking = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(looking);
    const pid = Number(readFileSync(file, 'utf8'));
    setTimeout(() => {
      wokenAtMs = Date.now();
      process.kill(pid, 'SIGCONT');
    }, STOPPED_MS);
  }, LOOK_MS);
  return { wokenAtMs: () => wokenAtMs, [Symbol.dispose]: () => clearInterval(looking) };
}
