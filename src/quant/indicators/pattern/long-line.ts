import { meanBody, meanShadow, TEN_BODIES, TEN_SHADOWS } from './averages.ts';
import { body, type Candles, lowerShadowBelow, nextColors, shadows, sign, upperShadowBelow } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLLONGLINE = defineCandle({
  name: 'CDLLONGLINE',
  title: 'Long Line Candle',
  averages: [
    { measure: TEN_BODIES, shift: 0 },
    { measure: TEN_SHADOWS, shift: 0 },
  ],
  lookback: 10,
  run: cdlLongLineInto,
});

/**
 * Long line candle: a long body with short shadows.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 10
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLLONGLINE, exact
 * tags    pattern, candle
 */
export function cdlLongLine(bars: Candles): Float64Array {
  return findPattern(CDLLONGLINE, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlLongLineInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let bodies0 = state[at]!;
  let shadowSums0 = state[at + 1]!;
  let colors = 0;
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      Number(body(c, bar) > meanBody(bodies0)) &
      upperShadowBelow(c, bar, meanShadow(shadowSums0)) &
      lowerShadowBelow(c, bar, meanShadow(shadowSums0));
    output[bar] = (isFound * sign(colors)) | 0;
    bodies0 += body(c, bar) - body(c, bar - 10);
    shadowSums0 += shadows(c, bar) - shadows(c, bar - 10);
  }
  state[at] = bodies0;
  state[at + 1] = shadowSums0;
}
