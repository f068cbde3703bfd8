import { equal, FIVE_RANGES } from './averages.ts';
import { type Candles, colorsBefore, nextColors, range } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLSTICKSANDWICH = defineCandle({
  name: 'CDLSTICKSANDWICH',
  title: 'Stick Sandwich',
  averages: [{ measure: FIVE_RANGES, shift: 2 }],
  lookback: 7,
  run: cdlStickSandwichInto,
});

/**
 * Stick sandwich: a white candle between two black ones with the same close, and above it.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 7
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLSTICKSANDWICH, exact
 * tags    pattern, candle
 */
export function cdlStickSandwich(bars: Candles): Float64Array {
  return findPattern(CDLSTICKSANDWICH, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlStickSandwichInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { low, close } = c;
  let spans2 = state[at]!;
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b111) === 0b010 &&
      low[bar - 1]! > close[bar - 2]! &&
      close[bar]! <= close[bar - 2]! + equal(spans2) &&
      close[bar]! >= close[bar - 2]! - equal(spans2);
    output[bar] = isFound ? 100 : 0;
    spans2 += range(c, bar - 2) - range(c, bar - 7);
  }
  state[at] = spans2;
}
