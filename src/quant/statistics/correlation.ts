import { assertSameLength } from '../input.ts';
import { rank } from './rank.ts';

/**
 * Pearson correlation over the pairs in which both values are finite.
 *
 * edge    fewer than two pairs, or one side without spread -> NaN
 * cost    two passes: sums run about the means, so nothing cancels
 */
export function correlation(left: Float64Array, right: Float64Array): number {
  const [x, y] = finitePairs(left, right);
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length;
  const meanY = y.reduce((sum, value) => sum + value, 0) / y.length;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let k = 0; k < x.length; k += 1) {
    xx += (x[k]! - meanX) ** 2;
    yy += (y[k]! - meanY) ** 2;
    xy += (x[k]! - meanX) * (y[k]! - meanY);
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN;
}

/** Spearman correlation: that of the ranks, ties sharing their mean rank, over the pairs in which both values are finite. */
export function rankCorrelation(left: Float64Array, right: Float64Array): number {
  const [x, y] = finitePairs(left, right);
  return correlation(rank(x), rank(y));
}

function finitePairs(left: Float64Array, right: Float64Array): readonly [Float64Array, Float64Array] {
  assertSameLength('correlation', { left, right });
  const isPair = (_: number, k: number) => Number.isFinite(left[k]!) && Number.isFinite(right[k]!);
  return [left.filter(isPair), right.filter(isPair)];
}
