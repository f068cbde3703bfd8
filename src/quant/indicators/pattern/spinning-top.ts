import { meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, lowerShadowExceeds, nextColors, sign, upperShadowExceeds } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLSPINNINGTOP = defineCandle({
  name: 'CDLSPINNINGTOP',
  title: 'Spinning Top',
  averages: [{ measure: TEN_BODIES, shift: 0 }],
  lookback: 10,
  run: cdlSpinningTopInto,
});

/**
 * Spinning top: a short body with shadows longer than it.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 white, -100 black; neither bullish nor bearish; 0 elsewhere
 * shape   0 in the lookback of 10
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLSPINNINGTOP, exact
 * tags    pattern, candle
 */
export function cdlSpinningTop(bars: Candles): Float64Array {
  return findPattern(CDLSPINNINGTOP, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlSpinningTopInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let bodies0 = state[at]!;
  let colors = 0;
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      Number(body(c, bar) < meanBody(bodies0)) &
      upperShadowExceeds(c, bar, body(c, bar)) &
      lowerShadowExceeds(c, bar, body(c, bar));
    output[bar] = (isFound * sign(colors)) | 0;
    bodies0 += body(c, bar) - body(c, bar - 10);
  }
  state[at] = bodies0;
}
