import type { Clock } from '../../src/core/clock.ts';

/** Time that moves only when somebody waits. */
export function movingClock(startMs: number): Clock & { readonly waitedMs: () => number } {
  let passedMs = 0;
  return {
    nowMs: () => startMs + passedMs,
    monotonicMs: () => passedMs,
    sleep: async (delayMs) => {
      passedMs += delayMs;
    },
    waitedMs: () => passedMs,
  };
}
