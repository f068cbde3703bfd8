/** How an average takes the next value: TA-Lib writes the same step in two ways, which round differently. */
export type Advance = (value: number, average: number, smoothing: number) => number;

/** EMA, DEMA, TEMA, TRIX. */
export const advanceByDistance: Advance = (value, average, smoothing) => (value - average) * smoothing + average;
/** T3. */
export const advanceByShares: Advance = (value, average, smoothing) => smoothing * value + (1 - smoothing) * average;

/**
 * One bar of a chain of exponential averages, each fed by the one before, while some are still being seeded: each starts
 * as the mean of its first `period` inputs, so stage k (from 0) has its first value at bar (k + 1) * (period - 1).
 * State: bars seen, then one slot per stage: a sum until seeded, the average afterwards.
 */
export function seedCascade(
  price: number,
  period: number,
  smoothing: number,
  stages: number,
  advance: Advance,
  state: Float64Array,
  at: number,
): void {
  const seen = state[at]!;
  state[at] = seen + 1;
  let value = price;
  for (let stage = 0; stage < stages; stage += 1) {
    const slot = at + 1 + stage;
    const taken = seen - stage * (period - 1) + 1;
    if (taken > period) state[slot] = advance(value, state[slot]!, smoothing);
    else state[slot]! += value;
    if (taken < period) return;
    if (taken === period) state[slot]! /= period;
    value = state[slot]!;
  }
}
