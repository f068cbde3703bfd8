import type { Clock, Random } from '../../core/clock.ts';
import { isTapelineError } from '../../core/errors.ts';

export type PacerOptions = {
  readonly clock: Clock;
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Between the starts of two calls. */
  readonly intervalMs?: number;
  /** Added to each interval, from nothing up to this: calls at a steady beat look like a machine's, and some vendors mind. */
  readonly jitter?: { readonly upToMs: number; readonly random: Pick<Random, 'next'> };
};

/** Finds the pacer of an address, or makes one: who shares it stays within its limits together. */
export type PacerOf = (address: string, options: PacerOptions) => Pacer;

/** What all users of one account share, so that together they stay within its limits. */
export type Pacer = {
  /** Runs `task` when it is its turn, first come, first served. Rejects with the signal's reason when aborted first. */
  readonly run: <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>;
};

/** A `source.rate_limited` with a pause, thrown by any task, holds back every later one until the pause is over. */
export function createPacer({ clock, concurrency, intervalMs = 0, jitter }: PacerOptions): Pacer {
  const slots = createSlots(concurrency);
  let nextStartMs = Number.NEGATIVE_INFINITY;
  let heldUntilMs = Number.NEGATIVE_INFINITY;

  async function waitForTurn(signal: AbortSignal): Promise<void> {
    const turnMs = Math.max(clock.monotonicMs(), nextStartMs);
    nextStartMs = turnMs + intervalMs + (jitter === undefined ? 0 : jitter.upToMs * jitter.random.next());
    for (;;) {
      const pauseMs = Math.max(turnMs, heldUntilMs) - clock.monotonicMs();
      if (pauseMs <= 0) return;
      await clock.sleep(pauseMs, signal);
    }
  }

  function hold(error: unknown): void {
    if (!isTapelineError(error) || error.code !== 'source.rate_limited' || error.retryAfterMs === null) return;
    heldUntilMs = Math.max(heldUntilMs, clock.monotonicMs() + error.retryAfterMs);
  }

  return {
    async run(task, signal) {
      await slots.take(signal);
      try {
        await waitForTurn(signal);
        return await task();
      } catch (error) {
        hold(error);
        throw error;
      } finally {
        slots.release();
      }
    },
  };
}

/** A counted number of slots with a queue. */
function createSlots(count: number) {
  let free = count;
  const queue: (() => void)[] = [];
  return {
    take(signal: AbortSignal): Promise<void> {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const abort = () => {
          queue.splice(queue.indexOf(enter), 1);
          reject(signal.reason);
        };
        const enter = () => {
          signal.removeEventListener('abort', abort);
          resolve();
        };
        signal.addEventListener('abort', abort, { once: true });
        queue.push(enter);
      });
    },
    release(): void {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
