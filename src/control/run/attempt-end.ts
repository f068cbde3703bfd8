import type { Clock, Random } from '../../core/clock.ts';
import { type ErrorRecord, toErrorRecord } from '../../core/errors.ts';
import { redactTexts } from '../../core/secret.ts';
import { retryDelayMs } from '../definition/retry.ts';
import type { StepRow } from '../state/rows.ts';
import type { AttemptEnd } from '../state/store.ts';
import { NO_METRICS, type StepResult } from '../step/task.ts';
import type { BoardStep } from './board.ts';

/** What decides, besides the result itself, how an attempt ends. */
export type EndContext = {
  readonly atMs: number;
  readonly cancelReason: string | null;
  /** Nothing has happened after which no step may be tried again. */
  readonly mayRetry: boolean;
  readonly retryRule: (stepKey: string, error: ErrorRecord) => boolean | null;
  readonly random: Random;
};

export function endOfAttempt(step: BoardStep, result: StepResult, context: EndContext): AttemptEnd {
  const { key: stepKey, plan, attempt, losses, token } = step;
  const { atMs, cancelReason, retryRule, random } = context;
  const { metrics } = result;
  const end = { stepKey, token: token!, metrics } as const;
  if (result.outcome === 'succeeded') {
    const { output, changes, recorded, unchanged, memo } = result;
    return {
      ...{ ...end, outcome: 'succeeded', output, changes },
      ...(recorded === undefined ? {} : { made: recorded }),
      ...(unchanged === undefined ? {} : { unchanged }),
      ...(memo === undefined ? {} : { memo }),
    };
  }
  if (cancelReason !== null) return { stepKey, token: token!, outcome: 'cancelled', reason: cancelReason };
  const { error, retryIf } = result;
  const isWorthIt = retryIf ?? retryRule(stepKey, error) ?? error.retry === 'later';
  const tries = attempt - losses;
  const delayMs = retryDelayMs(plan.retry, tries, error.retryAfterMs, random.next());
  const mayRetry = tries <= plan.retry.max && isWorthIt && context.mayRetry;
  return { ...end, outcome: 'failed', error, retryAtMs: mayRetry ? atMs + delayMs : null };
}

/** The log has the wall clock's time of a retry; a wall clock that jumps must not make it wait longer than was drawn. */
export function dueMs(clock: Clock, { retryAtMs, endedAtMs }: RetryMoment): number | null {
  if (retryAtMs === null) return null;
  const drawnMs = retryAtMs - (endedAtMs ?? retryAtMs);
  return clock.monotonicMs() + Math.min(Math.max(retryAtMs - clock.nowMs(), 0), drawnMs);
}

/** When the attempt before it ended, and when it is due: both by the clock that may jump. */
export type RetryMoment = Pick<StepRow, 'retryAtMs' | 'endedAtMs'>;

export function failure(error: unknown): Extract<StepResult, { outcome: 'failed' }> {
  return { outcome: 'failed', error: toErrorRecord(error), retryIf: false, metrics: NO_METRICS };
}

export function withoutSecrets(result: StepResult, redact: ((text: string) => string) | undefined): StepResult {
  if (result.outcome !== 'failed' || redact === undefined) return result;
  return { ...result, error: redactTexts(result.error, redact) };
}
