import type { BarSeries } from './bars.ts';

/** RQData's `adjust_type`. */
export const ADJUST_TYPES = ['none', 'pre', 'post', 'pre_volume', 'post_volume'] as const;
export type AdjustType = (typeof ADJUST_TYPES)[number];

/** What one row's prices are multiplied by and its volume is divided by. */
export type Adjustment = { readonly price: (row: number) => number; readonly volume: (row: number) => number };

const UNCHANGED: Adjustment = { price: () => 1, volume: () => 1 };

/**
 * `post` is cumulative from the first session; `pre` is the same divided by the factor in force on the session
 * `asOfIndex`, so that a stored `pre` series is stale after the next ex-date.
 */
export function adjustmentOf(series: BarSeries, type: AdjustType, asOfIndex: number): Adjustment {
  if (type === 'none' || series.actions.length === 0) return UNCHANGED;
  const prices = cumulate(series, (action) => action.exFactorCumulative);
  const byVolume = type === 'pre_volume' || type === 'post_volume';
  const volumes = byVolume ? prices : cumulate(series, (action) => action.splitFactorCumulative);
  const isPre = type === 'pre' || type === 'pre_volume';
  const asOfRow = Math.min(series.rows - 1, asOfIndex - series.begin);
  const basePrice = isPre ? prices[asOfRow]! : 1;
  const baseVolume = isPre ? volumes[asOfRow]! : 1;
  return { price: (row) => prices[row]! / basePrice, volume: (row) => volumes[row]! / baseVolume };
}

function cumulate(series: BarSeries, pick: (action: BarSeries['actions'][number]) => number): Float64Array {
  const factors = new Float64Array(series.rows).fill(1);
  for (const action of series.actions) factors.fill(pick(action), action.exIndex - series.begin);
  return factors;
}
