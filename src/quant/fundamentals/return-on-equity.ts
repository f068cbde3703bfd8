import { assertSameLength } from '../input.ts';

/**
 * Return on equity, a fraction. Diluted (摊薄): profit over equity at the end of the period.
 *
 * in      profit  Float64Array[n]  of the period, may be negative
 *         equity  Float64Array[n]  at its end
 * out     Float64Array[n]; NaN when equity is not positive: a negative base turns the sign around
 */
export function roeDiluted(profit: Float64Array, equity: Float64Array): Float64Array {
  assertSameLength('roeDiluted', { profit, equity });
  return profit.map((value, row) => (equity[row]! > 0 ? value / equity[row]! : Number.NaN));
}

/** Last four quarters' profit over the mean of equity now and a year ago (`averageOfYear`). */
export function roeTrailing(profitTrailing: Float64Array, equityAverage: Float64Array): Float64Array {
  return roeDiluted(profitTrailing, equityAverage);
}

/** A change of equity other than profit: shares issued (positive), dividends and buybacks (negative). */
export type EquityChange = {
  readonly amount: number;
  /** Months from the month after the change to the end of the period. */
  readonly monthsRemaining: number;
};

export type WeightedRoeInput = {
  readonly profit: number;
  readonly equityAtStart: number;
  readonly changes?: readonly EquityChange[];
  /** Months in the period: 3, 6, 9 or 12. */
  readonly months: number;
};

/**
 * Weighted return on equity (加权平均净资产收益率) as the CSRC prescribes it (编报规则第 9 号):
 * P / (E0 + P / 2 + sum of change_i * months remaining_i / months).
 *
 * edge    NaN when the weighted equity is not positive
 */
export function roeWeighted({ profit, equityAtStart, changes = [], months }: WeightedRoeInput): number {
  const moved = changes.reduce((sum, change) => sum + (change.amount * change.monthsRemaining) / months, 0);
  const equity = equityAtStart + profit / 2 + moved;
  return equity > 0 ? profit / equity : Number.NaN;
}
