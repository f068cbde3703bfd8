import type { Clock } from '../../../core/clock.ts';

/** Holds calls back before the exchange has to: its answers say how much of the minute's weight is used. */
export type WeightGate = {
  readonly saw: (headers: Readonly<Record<string, string>>) => void;
  /** Resolves when the next call may go out. */
  readonly wait: (signal: AbortSignal) => Promise<void>;
};

const MINUTE_MS = 60_000;
const HEADER = 'x-mbx-used-weight-1m';

export function createWeightGate(clock: Clock, weightMax: number): WeightGate {
  let openAtMs = 0;
  return {
    saw(headers) {
      const used = Number(headers[HEADER] ?? 0);
      if (used < weightMax) return;
      openAtMs = (Math.floor(clock.nowMs() / MINUTE_MS) + 1) * MINUTE_MS;
    },
    async wait(signal) {
      const pauseMs = openAtMs - clock.nowMs();
      if (pauseMs > 0) await clock.sleep(pauseMs, signal);
    },
  };
}
