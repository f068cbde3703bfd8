/**
 * `npm run test:crash`: every counted action of a whole run, with each signal, one after the other. Ends with 1 when any
 * did harm. `node test/crash/every-point.ts SIGTERM` does one signal.
 */
import type { CrashSignal } from './program.ts';
import { sweep } from './sweep.ts';

const SIGNALS: readonly CrashSignal[] = ['SIGKILL', 'SIGTERM', 'SIGSTOP'];

let isFine = true;
for (const signal of process.argv.length > 2 ? (process.argv.slice(2) as CrashSignal[]) : SIGNALS) {
  const began = performance.now();
  const every = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  const { actions, points, problems } = await sweep(every, signal);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stdout.write(
    `${signal}: ${actions} actions, ${points.length} points, ${problems.length} problems, ${seconds} s\n`,
  );
  isFine &&= problems.length === 0 && points.length > 0;
}
process.exitCode = isFine ? 0 : 1;
