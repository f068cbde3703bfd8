/**
 * Sums over the `period` values that end at `bar`, made anew for every window, oldest first: no value depends on anything
 * outside its window, not by rounding either, so a bad tick is gone with the bar that brought it.
 */
export function sumOfWindow(values: Float64Array, bar: number, period: number): number {
  let sum = 0;
  for (let past = bar - period + 1; past <= bar; past += 1) sum += values[past]!;
  return sum;
}

/** Mean of the window, corrected once by the mean of what is left: exact to the last place but for its own rounding. */
export function meanOf(values: Float64Array, bar: number, period: number): number {
  const mean = sumOfWindow(values, bar, period) / period;
  let rest = 0;
  for (let past = bar - period + 1; past <= bar; past += 1) rest += values[past]! - mean;
  const better = mean + rest / period;
  return Math.abs(better) <= Number.MAX_VALUE ? better : mean;
}

/**
 * Population variance of the window: squared distances from the mean, corrected for the mean's own rounding (the
 * two-pass algorithm). A window whose values are all one -> exactly 0; beyond the range of doubles -> infinite.
 */
export function varianceOf(values: Float64Array, bar: number, period: number): number {
  const mean = sumOfWindow(values, bar, period) / period;
  let squares = 0;
  let rest = 0;
  let isFlat = true;
  const newest = values[bar]!;
  for (let past = bar - period + 1; past <= bar; past += 1) {
    const distance = values[past]! - mean;
    squares += distance * distance;
    rest += distance;
    if (values[past] !== newest) isFlat = false;
  }
  if (isFlat) return 0;
  if (!(squares <= Number.MAX_VALUE)) return Number.POSITIVE_INFINITY;
  return Math.max(0, (squares - (rest * rest) / period) / period);
}

/** Population covariance of two windows, about their means, corrected as `varianceOf` is. */
export function covarianceOf(left: Float64Array, right: Float64Array, bar: number, period: number): number {
  const leftMean = sumOfWindow(left, bar, period) / period;
  const rightMean = sumOfWindow(right, bar, period) / period;
  let products = 0;
  let leftRest = 0;
  let rightRest = 0;
  for (let past = bar - period + 1; past <= bar; past += 1) {
    const x = left[past]! - leftMean;
    const y = right[past]! - rightMean;
    products += x * y;
    leftRest += x;
    rightRest += y;
  }
  return (products - (leftRest * rightRest) / period) / period;
}
