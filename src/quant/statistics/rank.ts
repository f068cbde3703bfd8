export type RankOptions = {
  /** `ascending`: the smallest value has rank 1. */
  readonly order?: 'ascending' | 'descending';
  /** Equal values share their mean rank, their lowest one, or are told apart by position. */
  readonly ties?: 'average' | 'min' | 'ordinal';
};

/**
 * Ranks 1..count.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]; NaN where the value is not finite, which takes no rank
 * cost    one sort
 */
export function rank(values: Float64Array, options: RankOptions = {}): Float64Array {
  const sign = options.order === 'descending' ? -1 : 1;
  const places = finitePlaces(values).sort((a, b) => sign * (values[a]! - values[b]!) || a - b);
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let first = 0; first < places.length; ) {
    let last = first;
    while (last + 1 < places.length && values[places[last + 1]!] === values[places[first]!]) last += 1;
    for (let k = first; k <= last; k += 1) ranks[places[k]!] = rankWithin(options.ties ?? 'average', first, last, k);
    first = last + 1;
  }
  return ranks;
}

/** Rank divided by count: (0, 1], NaN where the value is not finite. */
export function percentileRank(values: Float64Array, options: RankOptions = {}): Float64Array {
  const ranks = rank(values, options);
  const count = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 1 : 0), 0);
  return ranks.map((value) => value / count);
}

function rankWithin(ties: 'average' | 'min' | 'ordinal', first: number, last: number, k: number): number {
  if (ties === 'average') return (first + last) / 2 + 1;
  return (ties === 'min' ? first : k) + 1;
}

function finitePlaces(values: Float64Array): Uint32Array {
  const places = new Uint32Array(values.length);
  let count = 0;
  for (let k = 0; k < values.length; k += 1) if (Number.isFinite(values[k]!)) places[count++] = k;
  return places.subarray(0, count);
}
