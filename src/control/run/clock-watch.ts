import type { Clock } from '../../core/clock.ts';

/** Smaller differences are what clocks that are being adjusted do all day. */
const STEP_MIN_MS = 2000;

/** Compares the clock on the wall with the one that only goes on: what they differ by more is a step of the first. */
export class ClockWatch {
  readonly #clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  #aheadMs: number;

  constructor(clock: Pick<Clock, 'nowMs' | 'monotonicMs'>) {
    this.#clock = clock;
    this.#aheadMs = clock.nowMs() - clock.monotonicMs();
  }

  /** By how much the wall clock was set since the last look; null when it was not. */
  step(): number | null {
    const aheadMs = this.#clock.nowMs() - this.#clock.monotonicMs();
    const byMs = Math.round(aheadMs - this.#aheadMs);
    if (Math.abs(byMs) <= STEP_MIN_MS) return null;
    this.#aheadMs = aheadMs;
    return byMs;
  }
}
