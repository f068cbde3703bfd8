/** Count, mean and standard deviation of the finite values; NaN where undefined. */
export type Moments = { readonly count: number; readonly mean: number; readonly deviation: number };

/**
 * in      values  Float64Array[n]; values that are not finite are left out
 *         ddof    what is subtracted from the count in the variance: 1 sample, 0 population
 * edge    no value -> mean NaN; count <= ddof -> deviation NaN
 * cost    two passes: the second sums squares about the mean, so nothing cancels
 */
export function moments(values: Float64Array, ddof = 1): Moments {
  let count = 0;
  let sum = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    sum += value;
  }
  const mean = count === 0 ? Number.NaN : sum / count;
  let squares = 0;
  for (const value of values) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  return { count, mean, deviation: count > ddof ? Math.sqrt(squares / (count - ddof)) : Number.NaN };
}
