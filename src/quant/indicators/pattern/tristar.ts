import { TEN_RANGES, tiny } from './averages.ts';
import { body, bottom, type Candles, gapsDown, gapsUp, range, top } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLTRISTAR = defineCandle({
  name: 'CDLTRISTAR',
  title: 'Tristar Pattern',
  averages: [{ measure: TEN_RANGES, shift: 2 }],
  lookback: 12,
  run: cdlTristarInto,
});

/**
 * Tristar: three dojis, the second gapping away and the third falling back.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLTRISTAR, exact
 * tags    pattern, candle
 */
export function cdlTristar(bars: Candles): Float64Array {
  return findPattern(CDLTRISTAR, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlTristarInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let ranges2 = state[at]!;
  for (let bar = begin; bar < end; bar += 1) {
    const isFound =
      (Number(body(c, bar) <= tiny(ranges2)) &
        Number(body(c, bar - 1) <= tiny(ranges2)) &
        Number(body(c, bar - 2) <= tiny(ranges2))) ===
        1 &&
      ((gapsUp(c, bar - 1, bar - 2) && top(c, bar) < top(c, bar - 1)) ||
        (gapsDown(c, bar - 1, bar - 2) && bottom(c, bar) > bottom(c, bar - 1)));
    output[bar] = isFound ? (gapsUp(c, bar - 1, bar - 2) ? -100 : 100) : 0;
    ranges2 += range(c, bar - 2) - range(c, bar - 12);
  }
  state[at] = ranges2;
}
