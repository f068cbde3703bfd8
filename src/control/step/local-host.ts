import { type Clock, NOT_NEEDED } from '../../core/clock.ts';
import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import type { AnyOp } from '../definition/pipeline.ts';
import { boundedListener } from './bounded-log.ts';
import { executeStep, type StepSurroundings } from './execute.ts';
import { NO_METRICS, type StepHost, type StepListener, type StepResult, type StepTask } from './task.ts';

/** How long an op may take to heed its signal before the engine goes on without it. */
export const HEED_GRACE_MS = 2000;

/** Who knows which steps work in this loop, and hears of what they throw where nobody catches it. */
export type LoopWatch = {
  readonly carry: (
    task: StepTask,
    fail: (error: unknown) => void,
    work: () => Promise<StepResult>,
  ) => Promise<StepResult>;
};

const UNWATCHED: LoopWatch = { carry: (_task, _fail, work) => work() };

/**
 * Runs steps in this event loop. An op that ignores its signal cannot be stopped here: its result is thrown away and
 * the run goes on; only `isolate: 'process'` can end it.
 */
export function localHost(
  opOf: (job: string, stepKey: string) => AnyOp,
  surroundingsOf: (task: StepTask) => StepSurroundings,
  clock: Clock,
  watch: LoopWatch = UNWATCHED,
): StepHost {
  return {
    async run(task: StepTask, given: StepListener, signal: AbortSignal): Promise<StepResult> {
      const over = new AbortController();
      const strayed = new AbortController();
      const { listener, log } = boundedListener(given);
      const perform = (): Promise<StepResult> => {
        const either = AbortSignal.any([signal, strayed.signal]);
        return executeStep(opOf(task.job, task.stepKey), task, surroundingsOf(task), listener, either);
      };
      const work = watch.carry(task, (error) => strayed.abort(stray(error)), perform);
      try {
        return await Promise.race([work, unheeded(clock, signal, over.signal), failedOn(strayed.signal)]);
      } finally {
        over.abort(NOT_NEEDED);
        log.end();
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** What an op threw beside its own promise. */
function stray(cause: unknown): TapelineError {
  const { message, retry } = toErrorRecord(cause);
  return new TapelineError('step.threw', { facts: { message: `${message} (nobody caught it)` }, retry, cause });
}

/** Fails at once: who throws where nobody catches it may never answer. */
function failedOn(signal: AbortSignal): Promise<StepResult> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(failed(signal.reason)), { once: true });
  });
}

function failed(error: unknown): StepResult {
  return { outcome: 'failed', error: toErrorRecord(error), retryIf: null, metrics: NO_METRICS };
}

/** Fails for the signal's reason a while after it; never, when the work is over first. */
async function unheeded(clock: Clock, signal: AbortSignal, over: AbortSignal): Promise<StepResult> {
  await aborted(signal, over);
  try {
    await clock.sleep(HEED_GRACE_MS, over);
  } catch {
    return new Promise(() => {});
  }
  return failed(signal.reason);
}

function aborted(signal: AbortSignal, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true, signal: over });
  });
}
