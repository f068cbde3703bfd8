/**
 * For crash tests only: with `TAPELINE_CRASH_AT=n` and `TAPELINE_CRASH_FILE=path`, the n-th counted action of all
 * processes of a run (a statement that changes the state, a commit, a file write, fsync or rename) kills its process
 * group with SIGKILL instead.
 * `TAPELINE_CRASH_SIGNAL` may name SIGTERM or SIGSTOP: then the engine gets that once, and the action goes on.
 * The count is kept in the file, one byte an action, so that engine and children share it.
 */
import { appendFileSync, statSync, writeFileSync } from 'node:fs';

export type CrashPoint = { readonly crashPoint?: () => void };

export function crashPoint(env: Readonly<Record<string, string | undefined>> = process.env): CrashPoint {
  const file = env.TAPELINE_CRASH_FILE;
  if (file === undefined) return {};
  const at = Number(env.TAPELINE_CRASH_AT ?? Number.POSITIVE_INFINITY);
  const signal = (env.TAPELINE_CRASH_SIGNAL ?? 'SIGKILL') as NodeJS.Signals;
  return { crashPoint: () => countAction(file, at, signal) };
}

function countAction(file: string, at: number, signal: NodeJS.Signals): void {
  appendFileSync(file, '.');
  const count = statSync(file).size;
  if (count < at) return;
  const engine = Number(process.env.TAPELINE_ENGINE_PID ?? process.pid);
  if (signal !== 'SIGKILL') {
    if (count === at) signalOnce(engine, signal, file);
    return;
  }
  if (engine !== process.pid) process.kill(engine, 'SIGKILL');
  process.kill(process.pid, 'SIGKILL');
}

/** Whoever made the point finds the process in a file beside the count: a stopped one has to be woken. */
function signalOnce(engine: number, signal: NodeJS.Signals, file: string): void {
  writeFileSync(`${file}.signalled`, String(engine));
  process.kill(engine, signal);
}
