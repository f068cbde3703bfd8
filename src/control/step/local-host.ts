import type { Clock } from '../../core/clock.ts';
import { toErrorRecord } from '../../core/errors.ts';
import type { AnyOp } from '../definition/pipeline.ts';
import { executeStep, type StepSurroundings } from './execute.ts';
import { NO_METRICS, type StepHost, type StepListener, type StepResult, type StepTask } from './task.ts';

/** How long an op may take to heed its signal before the engine goes on without it. */
export const HEED_GRACE_MS = 2000;

/**
 * Runs steps in this event loop. An op that ignores its signal cannot be stopped here: its result is thrown away and
 * the run goes on; only `isolate: 'process'` can end it.
 */
export function localHost(
  opOf: (job: string, stepKey: string) => AnyOp,
  surroundingsOf: (task: StepTask) => StepSurroundings,
  clock: Clock,
): StepHost {
  return {
    async run(task: StepTask, listener: StepListener, signal: AbortSignal): Promise<StepResult> {
      const over = new AbortController();
      const work = executeStep(opOf(task.job, task.stepKey), task, surroundingsOf(task), listener, signal);
      const heeded = work.finally(() => over.abort());
      return Promise.race([heeded, unheeded(clock, signal, over.signal)]);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Fails for the signal's reason a while after it; never, when the work is over first. */
async function unheeded(clock: Clock, signal: AbortSignal, over: AbortSignal): Promise<StepResult> {
  await aborted(signal, over);
  try {
    await clock.sleep(HEED_GRACE_MS, over);
  } catch {
    return new Promise(() => {});
  }
  return { outcome: 'failed', error: toErrorRecord(signal.reason), retryIf: null, metrics: NO_METRICS };
}

function aborted(signal: AbortSignal, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true, signal: over });
  });
}
