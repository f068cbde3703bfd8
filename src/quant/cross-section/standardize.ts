import { moments } from '../statistics/moments.ts';
import { median, medianAbsoluteDeviation, NORMAL_PER_MAD } from '../statistics/quantile.ts';
import { percentileRank } from '../statistics/rank.ts';

/** `z`: mean and sd; `robust_z`: median and MAD, clipped; `rank`: percentile rank spread to unit variance. */
export type StandardizePolicy =
  | { readonly method: 'z'; readonly ddof?: number }
  | { readonly method: 'robust_z'; readonly clip?: number }
  | { readonly method: 'rank' }
  | { readonly method: 'none' };

/**
 * Makes one factor comparable with others: about zero, about unit spread.
 *
 * in      values  Float64Array[n]  one factor, one session
 *         policy  z: (x - mean) / sd, ddof 1; robust_z: (x - median) / (1.4826 * MAD), clipped at ±3; rank: (percentile - 1/2) * 3.46
 * out     Float64Array[n], no unit; NaN where the value is not finite
 * edge    a section without spread (sd or MAD of 0, fewer than two values) tells nothing about anyone -> all NaN
 * source  z and rank: qlib CSZScoreNorm, CSRankNorm; robust_z: qlib RobustZScoreNorm; golden: xsec
 */
export function standardize(values: Float64Array, policy: StandardizePolicy): Float64Array {
  switch (policy.method) {
    case 'z': {
      const { mean, deviation } = moments(values, policy.ddof ?? 1);
      return spread(values, mean, deviation);
    }
    case 'robust_z': {
      const clip = policy.clip ?? 3;
      const scores = spread(values, median(values), NORMAL_PER_MAD * medianAbsoluteDeviation(values));
      return scores.map((score) => Math.min(Math.max(score, -clip), clip));
    }
    case 'rank':
      return percentileRank(values).map((percentile) => (percentile - 0.5) * UNIT_SPREAD_PER_PERCENTILE);
    case 'none':
      return values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
  }
}

/** One over the sd of a uniform variable on (0, 1), with qlib's two decimals. */
const UNIT_SPREAD_PER_PERCENTILE = 3.46;

function spread(values: Float64Array, centre: number, scale: number): Float64Array {
  return values.map((value) => (Number.isFinite(value) && scale > 0 ? (value - centre) / scale : Number.NaN));
}
