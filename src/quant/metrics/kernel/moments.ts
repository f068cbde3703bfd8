import { RETURN_NOISE } from './outcome.ts';

/** Count, mean and the sums of powers of the distances from the mean. */
export type Moments = {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
  readonly cubes: number;
  readonly quarts: number;
};

/** Two passes: powers are taken of distances from the mean, so nothing cancels. */
export function momentsOf(values: Float64Array): Moments {
  const count = values.length;
  const mean = meanOf(values);
  let squares = 0;
  let cubes = 0;
  let quarts = 0;
  for (let k = 0; k < count; k += 1) {
    const distance = values[k]! - mean;
    const square = distance * distance;
    squares += square;
    cubes += square * distance;
    quarts += square * square;
  }
  return { count, mean, squares, cubes, quarts };
}

/** NaN of nothing. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k += 1) sum += values[k]!;
  return sum / values.length;
}

/** Standard deviation with `ddof` subtracted from the count; exactly 0 when only rounding differs, NaN of too few. */
export function deviationOf({ count, squares }: Moments, ddof: 0 | 1): number {
  if (count <= ddof) return Number.NaN;
  const deviation = Math.sqrt(squares / (count - ddof));
  return deviation <= RETURN_NOISE ? 0 : deviation;
}

/** Third standardised moment, population form; null without dispersion. */
export function skewnessOf(moments: Moments): number | null {
  const deviation = deviationOf(moments, 0);
  return deviation > 0 ? moments.cubes / moments.count / deviation ** 3 : null;
}

/** Fourth standardised moment, population form (3 for a normal distribution); null without dispersion. */
export function kurtosisOf(moments: Moments): number | null {
  const deviation = deviationOf(moments, 0);
  return deviation > 0 ? moments.quarts / moments.count / deviation ** 4 : null;
}
