import type { ErrorRecord } from '../../core/errors.ts';
import { TapelineError } from '../../core/errors.ts';
import type { Duration } from '../../core/time.ts';
import type { PlannedRetry } from '../plan/plan.ts';
import { definedDurationMs } from './duration.ts';

/** Decides on the error's fields, never on its text. Runs where the definitions are. */
export type RetryIf = (error: ErrorRecord) => boolean;

export type RetryPolicy = {
  /** Retries after the first attempt. */
  readonly max: number;
  /** The first delay, or with `backoff: 'list'` all of them. */
  readonly delay?: Duration | readonly Duration[];
  readonly backoff?: 'fixed' | 'exponential';
  /** No delay is longer. Default one hour. */
  readonly maxDelay?: Duration;
  /** 0..1: the share of a delay left to chance. Default 0.1. */
  readonly jitter?: number;
  /** Default: what the error itself says (`retry: 'later'`). */
  readonly retryIf?: RetryIf;
};

export const NO_RETRY: PlannedRetry = { max: 0, delaysMs: [0], backoff: 'fixed', delayMaxMs: 0, jitter: 0 };

/** @throws definition.invalid */
export function planRetry(where: string, policy: RetryPolicy | undefined): PlannedRetry {
  if (policy === undefined) return NO_RETRY;
  const { max, delay = '1s', backoff = 'fixed', maxDelay = '1h', jitter = 0.1 } = policy;
  const problem =
    !Number.isInteger(max) || max < 0
      ? `retry.max is ${max}, a whole number of 0 or more is expected`
      : !(jitter >= 0 && jitter <= 1)
        ? `retry.jitter is ${jitter}, a number from 0 to 1 is expected`
        : Array.isArray(delay) && delay.length === 0
          ? 'retry.delay is an empty list'
          : null;
  if (problem !== null) {
    throw new TapelineError('definition.invalid', { facts: { where, problem, wayOut: 'Correct the retry policy.' } });
  }
  const isList = Array.isArray(delay);
  const delays: readonly Duration[] = isList ? delay : [delay as Duration];
  const delaysMs = delays.map((each) => definedDurationMs(where, 'retry.delay', each));
  const delayMaxMs = definedDurationMs(where, 'retry.maxDelay', maxDelay);
  return { max, delaysMs, backoff: isList ? 'list' : backoff, delayMaxMs, jitter };
}

/**
 * The pause before retry number `retry` (1, 2, …): the policy's delay, or what the other side asked for when that
 * is longer; capped; with jitter downwards, so that the cap holds.
 */
export function retryDelayMs(policy: PlannedRetry, retry: number, retryAfterMs: number | null, random: number): number {
  const jittered = baseDelayMs(policy, retry) * (1 - policy.jitter * random);
  // What the other side asks for may be nonsense: a header that is no number, a date long gone.
  const askedMs = retryAfterMs !== null && retryAfterMs > 0 ? retryAfterMs : 0;
  return Math.round(Math.min(Math.max(jittered, askedMs), policy.delayMaxMs));
}

function baseDelayMs(policy: PlannedRetry, retry: number): number {
  const { delaysMs, backoff, delayMaxMs } = policy;
  if (backoff === 'list') return Math.min(delaysMs[Math.min(retry, delaysMs.length) - 1]!, delayMaxMs);
  const grown = backoff === 'exponential' ? delaysMs[0]! * 2 ** Math.min(retry - 1, 52) : delaysMs[0]!;
  return Math.min(grown, delayMaxMs);
}
