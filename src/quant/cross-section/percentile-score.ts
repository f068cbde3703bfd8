import { rank } from '../statistics/rank.ts';

/**
 * A score people read: 0 for the lowest of the section, 100 for the highest, evenly spaced by rank.
 *
 * in      values  Float64Array[n]  a combined score, one session
 * out     Float64Array[n]          0..100; ties share their mean rank; NaN where the value is not finite
 * edge    a single value has nobody to be compared with -> NaN
 */
export function percentileScore(values: Float64Array): Float64Array {
  const ranks = rank(values);
  const last = ranks.reduce((count, place) => count + (Number.isNaN(place) ? 0 : 1), 0) - 1;
  return ranks.map((place) => (last > 0 ? (100 * (place - 1)) / last : Number.NaN));
}
