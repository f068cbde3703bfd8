import { FIVE_RANGES, near } from './averages.ts';
import { type Candles, range } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';
import { stepHikkake } from './hikkake-step.ts';

export const CDLHIKKAKEMOD = defineCandle({
  name: 'CDLHIKKAKEMOD',
  title: 'Modified Hikkake Pattern',
  averages: [{ measure: FIVE_RANGES, shift: 2 }],
  lookback: 10,
  early: 3,
  extraSlots: 2,
  largest: 200,
  run: cdlHikkakeModInto,
});

/**
 * Modified hikkake (Chesler): two inside bars in a row, the first closing near one end of its range, then the false
 * break on that side; confirmed as the hikkake.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  ±100 where it is found, ±200 where it is confirmed (bullish above 0); 0 elsewhere
 * shape   0 in the lookback of 10
 * edge    a new one replaces an unconfirmed one; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  Chesler 2003; TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLHIKKAKEMOD, exact
 * tags    pattern, candle
 */
export function cdlHikkakeMod(bars: Candles): Float64Array {
  return findPattern(CDLHIKKAKEMOD, bars);
}

/** Kernel. State: the total of five ranges, then that of `stepHikkake`. */
export function cdlHikkakeModInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { high, low } = c;
  let spans2 = state[at]!;
  for (let bar = begin; bar < end; bar += 1) {
    const isInsideTwice =
      Number(high[bar - 2]! < high[bar - 3]!) &
      Number(low[bar - 2]! > low[bar - 3]!) &
      Number(high[bar - 1]! < high[bar - 2]!) &
      Number(low[bar - 1]! > low[bar - 2]!);
    output[bar] = stepHikkake(isInsideTwice === 1 ? breakOf(c, bar, near(spans2)) : 0, c, bar, state, at + 1);
    spans2 += range(c, bar - 2) - range(c, bar - 7);
  }
  state[at] = spans2;
}

/** 100 for a break below after a close near the low, -100 for one above after a close near the high. */
function breakOf({ high, low, close }: Candles, bar: number, tolerance: number): number {
  if (high[bar]! < high[bar - 1]! && low[bar]! < low[bar - 1]!) {
    return close[bar - 2]! <= low[bar - 2]! + tolerance ? 100 : 0;
  }
  if (high[bar]! > high[bar - 1]! && low[bar]! > low[bar - 1]!) {
    return close[bar - 2]! >= high[bar - 2]! - tolerance ? -100 : 0;
  }
  return 0;
}
