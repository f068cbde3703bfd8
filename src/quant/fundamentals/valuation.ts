import { assertSameLength } from '../input.ts';

/**
 * Price to earnings: market value over one year's net profit of the parent's holders.
 *
 * in      marketValue  Float64Array[n]  unadjusted close * total shares, in money
 *         profit       Float64Array[n]  as known then: the last full year for static PE (LYR), the last four quarters for PE-TTM
 * out     Float64Array[n], years; NaN for a loss, for profit 0 and where an input is missing
 * source  reference: Tushare daily_basic leaves PE empty for losses
 */
export function pe(marketValue: Float64Array, profit: Float64Array): Float64Array {
  return overPositive('pe', { marketValue, profit });
}

/**
 * Price to book: market value over the parent's net assets without other equity instruments (perpetuals, preferred).
 *
 * in      netAssets         Float64Array[n]  latest report known then, in money
 *         otherInstruments  Float64Array[n]  subtracted; missing counts as none, because most companies have none
 * out     Float64Array[n]; NaN when the book value is not positive
 */
export function pb(marketValue: Float64Array, netAssets: Float64Array, otherInstruments?: Float64Array): Float64Array {
  assertSameLength('pb', { marketValue, netAssets, otherInstruments });
  const book = netAssets.map((value, row) => value - (finiteOrNull(otherInstruments?.[row]) ?? 0));
  return overPositive('pb', { marketValue, book });
}

/** Price to sales: market value over the last four quarters' revenue; NaN when revenue is not positive. */
export function ps(marketValue: Float64Array, revenue: Float64Array): Float64Array {
  return overPositive('ps', { marketValue, revenue });
}

function overPositive(name: string, columns: Readonly<Record<string, Float64Array>>): Float64Array {
  assertSameLength(name, columns);
  const [above, below] = Object.values(columns);
  return above!.map((value, row) => (below![row]! > 0 ? value / below![row]! : Number.NaN));
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
