/**
 * Quantile by linear interpolation between the two nearest values (type 7 of Hyndman and Fan; numpy's and pandas' default).
 *
 * in      values       Float64Array[n]; values that are not finite are left out
 *         probability  0..1
 * edge    no value -> NaN
 */
export function quantile(values: Float64Array, probability: number): number {
  return quantileOfSorted(sortedFinite(values), probability);
}

export function median(values: Float64Array): number {
  return quantile(values, 0.5);
}

/** Median of the absolute distances from the median; times 1.4826 it estimates a normal standard deviation. */
export function medianAbsoluteDeviation(values: Float64Array): number {
  const centre = median(values);
  return median(values.map((value) => Math.abs(value - centre)));
}

export const NORMAL_PER_MAD = 1.4826;

/** The finite values, ascending, in a new array. */
export function sortedFinite(values: Float64Array): Float64Array {
  return values.filter(Number.isFinite).sort();
}

export function quantileOfSorted(sorted: Float64Array, probability: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower + (upper - lower) * (position - below);
}
