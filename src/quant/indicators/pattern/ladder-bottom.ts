import { TEN_RANGES, tiny } from './averages.ts';
import { type Candles, colorsBefore, nextColors, range, upperShadowExceeds } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLLADDERBOTTOM = defineCandle({
  name: 'CDLLADDERBOTTOM',
  title: 'Ladder Bottom',
  averages: [{ measure: TEN_RANGES, shift: 1 }],
  lookback: 14,
  run: cdlLadderBottomInto,
});

/**
 * Ladder bottom: three falling black candles, a fourth with an upper shadow, and a white one that opens above it and closes above its high.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 14
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLLADDERBOTTOM, exact
 * tags    pattern, candle
 */
export function cdlLadderBottom(bars: Candles): Float64Array {
  return findPattern(CDLLADDERBOTTOM, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlLadderBottomInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, high, close } = c;
  let ranges1 = state[at]!;
  let colors = colorsBefore(c, begin, 4);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b11111) === 0b00001 &&
      open[bar - 4]! > open[bar - 3]! &&
      open[bar - 3]! > open[bar - 2]! &&
      close[bar - 4]! > close[bar - 3]! &&
      close[bar - 3]! > close[bar - 2]! &&
      upperShadowExceeds(c, bar - 1, tiny(ranges1)) &&
      open[bar]! > open[bar - 1]! &&
      close[bar]! > high[bar - 1]!;
    output[bar] = isFound ? 100 : 0;
    ranges1 += range(c, bar - 1) - range(c, bar - 11);
  }
  state[at] = ranges1;
}
