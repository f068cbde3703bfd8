/** TA-Lib's epsilon since 0.6. */
export const EPSILON = 1e-14;

/** Closer to zero than TA-Lib can tell. */
export function isZero(value: number): boolean {
  return -EPSILON < value && value < EPSILON;
}

/** Not above zero as far as TA-Lib can tell. */
export function isZeroOrNegative(value: number): boolean {
  return value < EPSILON;
}
