import { inRange } from '../parameter.ts';
import { moments } from '../statistics/moments.ts';
import {
  median,
  medianAbsoluteDeviation,
  NORMAL_PER_MAD,
  quantileOfSorted,
  sortedFinite,
} from '../statistics/quantile.ts';

/** Where the fences stand. `mad` with `scale: 1` and `k: 5` is the 5-MAD rule seen in Chinese practice. */
export type WinsorizePolicy =
  | { readonly method: 'mad'; readonly k?: number; readonly scale?: number }
  | { readonly method: 'quantile'; readonly lower?: number; readonly upper?: number }
  | { readonly method: 'sigma'; readonly k?: number; readonly ddof?: number }
  | { readonly method: 'none' };

/**
 * Pulls outliers of one cross-section in to a fence.
 *
 * in      values  Float64Array[n]  one factor, one session, every instrument of the universe
 *         policy  mad: median ± k * 1.4826 * MAD, k = 3; quantile: 1 % and 99 %, interpolated; sigma: mean ± 3 sd (ddof 1)
 * out     Float64Array[n]; NaN stays NaN, ±Infinity becomes NaN
 * edge    MAD or sd of 0, or undefined -> values as they are
 * throws  quant.parameter for a k below 0 or quantiles outside 0..1
 * source  golden: xsec winsor_mad3, winsor_q, winsor_3sigma
 */
export function winsorize(values: Float64Array, policy: WinsorizePolicy): Float64Array {
  const [lower, upper] = fences(values, policy);
  return values.map((value) => (Number.isFinite(value) ? Math.min(Math.max(value, lower), upper) : Number.NaN));
}

const OPEN: readonly [number, number] = [-Infinity, Infinity];

function fences(values: Float64Array, policy: WinsorizePolicy): readonly [lower: number, upper: number] {
  if (policy.method === 'none') return OPEN;
  if (policy.method === 'quantile') return quantileFences(values, policy.lower ?? 0.01, policy.upper ?? 0.99);
  const k = inRange('winsorize', 'k', policy.k ?? 3, 0, Infinity);
  if (policy.method === 'mad') {
    const reach = k * (policy.scale ?? NORMAL_PER_MAD) * medianAbsoluteDeviation(values);
    return around(median(values), reach);
  }
  const { mean, deviation } = moments(values, policy.ddof ?? 1);
  return around(mean, k * deviation);
}

function around(centre: number, reach: number): readonly [number, number] {
  return reach > 0 ? [centre - reach, centre + reach] : OPEN;
}

function quantileFences(values: Float64Array, lower: number, upper: number): readonly [number, number] {
  inRange('winsorize', 'lower', lower, 0, 1);
  inRange('winsorize', 'upper', upper, lower, 1);
  const sorted = sortedFinite(values);
  return sorted.length === 0 ? OPEN : [quantileOfSorted(sorted, lower), quantileOfSorted(sorted, upper)];
}
