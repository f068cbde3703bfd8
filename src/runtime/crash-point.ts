/**
 * For crash tests only: with `TAPELINE_CRASH_AT=n` and `TAPELINE_CRASH_FILE=path`, the n-th counted action of all
 * processes of a run (a state commit, a file write, fsync or rename) kills its process group with SIGKILL instead.
 * The count is kept in the file, one byte an action, so that engine and children share it.
 */
import { appendFileSync, statSync } from 'node:fs';

export type CrashPoint = { readonly crashPoint?: () => void };

export function crashPoint(env: Readonly<Record<string, string | undefined>> = process.env): CrashPoint {
  const file = env.TAPELINE_CRASH_FILE;
  if (file === undefined) return {};
  const at = Number(env.TAPELINE_CRASH_AT ?? Number.POSITIVE_INFINITY);
  return { crashPoint: () => countAction(file, at) };
}

function countAction(file: string, at: number): void {
  appendFileSync(file, '.');
  if (statSync(file).size < at) return;
  const engine = Number(process.env.TAPELINE_ENGINE_PID ?? process.pid);
  if (engine !== process.pid) process.kill(engine, 'SIGKILL');
  process.kill(process.pid, 'SIGKILL');
}
