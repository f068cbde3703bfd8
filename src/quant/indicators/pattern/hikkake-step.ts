import type { Candles } from './candles.ts';

/** A pattern may be confirmed by the close of one of so many candles after it. */
const CONFIRMATION_BARS = 3;

/**
 * One candle of either hikkake: `found` is ±100 when a pattern ends here. Returns it, or ±200 when this close confirms
 * an earlier one by leaving its inside bar on the other side. State: candles left to confirm, the pattern's value.
 */
export function stepHikkake(found: number, c: Candles, bar: number, state: Float64Array, at: number): number {
  if (found !== 0) {
    state[at] = CONFIRMATION_BARS;
    state[at + 1] = found;
    return found;
  }
  const left = state[at]!;
  if (left === 0) return 0;
  const value = state[at + 1]!;
  const inside = bar - (CONFIRMATION_BARS + 1 - left) - 1;
  const isConfirmed = value > 0 ? c.close[bar]! > c.high[inside]! : c.close[bar]! < c.low[inside]!;
  state[at] = isConfirmed ? 0 : left - 1;
  return isConfirmed ? 2 * value : 0;
}
