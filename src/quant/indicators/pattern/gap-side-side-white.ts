import { equal, FIVE_RANGES, near } from './averages.ts';
import { body, type Candles, colorsBefore, gapsDown, gapsUp, nextColors, range } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLGAPSIDESIDEWHITE = defineCandle({
  name: 'CDLGAPSIDESIDEWHITE',
  title: 'Up/Down-gap side-by-side white lines',
  averages: [{ measure: FIVE_RANGES, shift: 1 }],
  lookback: 7,
  run: cdlGapSideSideWhiteInto,
});

/**
 * Gap side-by-side white lines: after a gap, two white candles of like size that open at the same price.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 after a gap up, -100 after a gap down; 0 elsewhere
 * shape   0 in the lookback of 7
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLGAPSIDESIDEWHITE, exact
 * tags    pattern, candle
 */
export function cdlGapSideSideWhite(bars: Candles): Float64Array {
  return findPattern(CDLGAPSIDESIDEWHITE, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlGapSideSideWhiteInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open } = c;
  let spans1 = state[at]!;
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b11) === 0b11 &&
      ((gapsUp(c, bar - 1, bar - 2) && gapsUp(c, bar, bar - 2)) ||
        (gapsDown(c, bar - 1, bar - 2) && gapsDown(c, bar, bar - 2))) &&
      body(c, bar) >= body(c, bar - 1) - near(spans1) &&
      body(c, bar) <= body(c, bar - 1) + near(spans1) &&
      open[bar]! >= open[bar - 1]! - equal(spans1) &&
      open[bar]! <= open[bar - 1]! + equal(spans1);
    output[bar] = isFound ? (gapsUp(c, bar - 1, bar - 2) ? 100 : -100) : 0;
    spans1 += range(c, bar - 1) - range(c, bar - 6);
  }
  state[at] = spans1;
}
