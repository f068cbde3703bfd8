/** The thread of `loop-watchdog.ts`: ends the process when its loop has stood still for too long. */
import { writeFileSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { TapelineError } from '../../core/errors.ts';
import type { BlockedRecord, LoopStep, WatchdogData } from './loop-watchdog.ts';

const { turns, limitMs, recordPath } = workerData as WatchdogData;
const LOOK_MS = 250;
/** Looks that come later than this: not the loop stood still but the machine, and nobody is to blame. */
const AWAY_MS = 3000;
const STDERR = 2;

let steps: readonly LoopStep[] = [];
let seen = Atomics.load(turns, 0);
let turnedAtMs = performance.now();
let lookedAtMs = turnedAtMs;

parentPort!.on('message', (now: readonly LoopStep[]) => {
  steps = now;
});

setInterval(() => {
  const nowMs = performance.now();
  const now = Atomics.load(turns, 0);
  if (now !== seen || nowMs - lookedAtMs > AWAY_MS) turnedAtMs = nowMs;
  seen = now;
  lookedAtMs = nowMs;
  if (nowMs - turnedAtMs > limitMs) end(Math.round(nowMs - turnedAtMs));
}, LOOK_MS);

function end(blockedMs: number): void {
  const record: BlockedRecord = { pid: process.pid, atMs: Date.now(), blockedMs, steps };
  const { message } = blockedError(record);
  attempt(() => writeFileSync(recordPath, JSON.stringify(record)));
  attempt(() => writeSync(STDERR, `\n${message}\n`));
  // Nothing gentler gets through: signal handlers wait for the loop, too.
  process.kill(process.pid, 'SIGKILL');
}

function blockedError({ blockedMs, steps: working }: BlockedRecord): TapelineError {
  const names = working.map(({ runId, stepKey }) => `${stepKey} of run ${runId}`);
  return new TapelineError('engine.blocked', {
    facts: { steps: names.length === 0 ? null : names.join(' or '), blockedMs },
  });
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // The end matters more than the word about it.
  }
}
