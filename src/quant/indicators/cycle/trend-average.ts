/** Slots of `takeTrend`. */
export const TREND_SLOTS = 3;

/**
 * Instantaneous trendline of one bar: the mean price of the last whole cycle, weighted 4, 3, 2, 1 with those of the
 * three bars before. State: those three.
 */
export function takeTrend(
  input: Float64Array,
  bar: number,
  smoothPeriod: number,
  state: Float64Array,
  at: number,
): number {
  const period = Math.trunc(smoothPeriod + 0.5);
  let mean = 0;
  for (let age = 0; age < period; age += 1) mean += input[bar - age]!;
  if (period > 0) mean /= period;
  const trend = (4 * mean + 3 * state[at]! + 2 * state[at + 1]! + state[at + 2]!) / 10;
  state[at + 2] = state[at + 1]!;
  state[at + 1] = state[at]!;
  state[at] = mean;
  return trend;
}
