/** A value this close to its peak, in relative terms, is back at it: the rest is rounding of products. */
const PEAK_NOISE = 1e-13;

/** How far below its peak the value stands after each return; the start counts as the first peak. */
export type DrawdownPath = {
  /** 0 at a peak, negative below it, never under -1. */
  readonly depths: Float64Array;
  /** The lowest of them, 0 when there is none. */
  readonly worst: number;
  readonly sum: number;
  readonly squares: number;
};

/**
 * in    returns  Float64Array[n]  none below -1
 * cost  one pass
 */
export function drawdownPathOf(returns: Float64Array): DrawdownPath {
  const depths = new Float64Array(returns.length);
  let relative = 1;
  let worst = 0;
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < returns.length; k += 1) {
    relative *= 1 + returns[k]!;
    if (relative >= 1 - PEAK_NOISE) {
      relative = 1;
      continue;
    }
    const depth = relative - 1;
    depths[k] = depth;
    if (depth < worst) worst = depth;
    sum += depth;
    squares += depth * depth;
  }
  return { depths, worst, sum, squares };
}

/** The same from values (NAV, equity): no product, so no rounding adds up. All values above 0; n values give n - 1 depths. */
export function drawdownPathOfValues(values: Float64Array): DrawdownPath {
  const depths = new Float64Array(Math.max(0, values.length - 1));
  let peak = values[0] ?? 1;
  let worst = 0;
  let sum = 0;
  let squares = 0;
  for (let k = 1; k < values.length; k += 1) {
    if (values[k]! >= peak) {
      peak = values[k]!;
      continue;
    }
    const depth = values[k]! / peak - 1;
    depths[k - 1] = depth;
    if (depth < worst) worst = depth;
    sum += depth;
    squares += depth * depth;
  }
  return { depths, worst, sum, squares };
}
