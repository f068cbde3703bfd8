import { EVERY_RANGE } from './averages.ts';
import type { Candles } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';
import { stepHikkake } from './hikkake-step.ts';

export const CDLHIKKAKE = defineCandle({
  name: 'CDLHIKKAKE',
  title: 'Hikkake Pattern',
  averages: [{ measure: EVERY_RANGE, shift: 0 }],
  lookback: 5,
  early: 3,
  extraSlots: 2,
  largest: 200,
  run: cdlHikkakeInto,
});

/**
 * Hikkake (Chesler): an inside bar whose break turns out to be false. Found when a third candle leaves it on one side,
 * confirmed when, within three candles, the price closes beyond it on the other.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  ±100 where it is found, ±200 where it is confirmed (bullish above 0); 0 elsewhere
 * shape   0 in the lookback of 5
 * edge    a new one replaces an unconfirmed one; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  Chesler 2003; TA-Lib 0.7; golden: talib161 and talib61 CDLHIKKAKE, exact
 * tags    pattern, candle
 */
export function cdlHikkake(bars: Candles): Float64Array {
  return findPattern(CDLHIKKAKE, bars);
}

/** Kernel. State: the total of ranges, then that of `stepHikkake`. */
export function cdlHikkakeInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { high, low } = c;
  let ranges = state[at]!;
  for (let bar = begin; bar < end; bar += 1) {
    const isInside = Number(high[bar - 1]! < high[bar - 2]!) & Number(low[bar - 1]! > low[bar - 2]!);
    const isLower = Number(high[bar]! < high[bar - 1]!) & Number(low[bar]! < low[bar - 1]!);
    const isHigher = Number(high[bar]! > high[bar - 1]!) & Number(low[bar]! > low[bar - 1]!);
    output[bar] = stepHikkake(((isInside & isLower) - (isInside & isHigher)) * 100, c, bar, state, at + 1);
    ranges += high[bar]! - low[bar]!;
  }
  state[at] = ranges;
}
