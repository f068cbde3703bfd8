import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Clock } from '../../core/clock.ts';

/** `setTimeout` counts in 32 bits; longer sleeps are taken in naps. */
const NAP_MAX_MS = 2 ** 31 - 1;

/** The machine's own time. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  async sleep(delayMs, signal) {
    const wholeMs = Math.max(delayMs, 0);
    for (let leftMs = wholeMs; leftMs > 0 || leftMs === wholeMs; leftMs -= NAP_MAX_MS) {
      await nap(Math.min(leftMs, NAP_MAX_MS), signal);
    }
  },
};

async function nap(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  try {
    await sleepFor(delayMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.reason ?? error;
  }
}
