import { parameterError } from '../indicators/kernel/options.ts';
import { assertSameLength } from '../input.ts';
import { quantileOfSorted, sortedFinite } from '../statistics/quantile.ts';

/**
 * The quantile of each value of one section: 1 the lowest, `count` the highest.
 *
 * in      values  Float64Array[n]
 *         count   integer >= 2
 * out     Float64Array[n]; NaN where the value is not finite
 * edge    edges are quantiles by linear interpolation, each bin holds its upper edge (pandas qcut, alphalens); where
 *         equal values make edges coincide, the bins between them stay empty
 * throws  quant.parameter
 */
export function quantileBins(values: Float64Array, count: number): Float64Array {
  if (!(Number.isInteger(count) && count >= 2)) {
    throw parameterError('quantileBins', 'count', String(count), 'Give a whole number of at least 2.');
  }
  const sorted = sortedFinite(values);
  const edges = Array.from({ length: count - 1 }, (_, k) => quantileOfSorted(sorted, (k + 1) / count));
  return values.map((value) => {
    if (!Number.isFinite(value)) return Number.NaN;
    const bin = edges.findIndex((edge) => value <= edge);
    return bin === -1 ? count : bin + 1;
  });
}

/** Mean of `returns` in each bin 1 .. count, equally weighted; NaN for a bin without any. */
export function meanByBin(returns: Float64Array, bins: Float64Array, count: number): Float64Array {
  assertSameLength('meanByBin', { returns, bins });
  const sums = new Float64Array(count);
  const members = new Float64Array(count);
  returns.forEach((value, row) => {
    const bin = bins[row]! - 1;
    if (!(Number.isFinite(value) && bin >= 0)) return;
    sums[bin]! += value;
    members[bin]! += 1;
  });
  return sums.map((sum, bin) => sum / members[bin]!);
}

/** Share of a bin's instruments now that were not in it before; rows are the same instruments in both. NaN for an empty bin. */
export function binTurnover(before: Float64Array, now: Float64Array, bin: number): number {
  assertSameLength('binTurnover', { before, now });
  let members = 0;
  let joined = 0;
  now.forEach((current, row) => {
    if (current !== bin) return;
    members += 1;
    if (before[row] !== bin) joined += 1;
  });
  return joined / members;
}
