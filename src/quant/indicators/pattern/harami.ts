import { growthBefore, meanBody, TEN_BODIES } from './averages.ts';
import { body, bottom, type Candles, colorsBefore, nextColors, sign, top } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLHARAMI = defineCandle({
  name: 'CDLHARAMI',
  title: 'Harami Pattern',
  averages: [
    { measure: TEN_BODIES, shift: 1 },
    { measure: TEN_BODIES, shift: 0 },
  ],
  lookback: 11,
  run: cdlHaramiInto,
});

/**
 * Harami: a short body inside the long body before it.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; ±80 when one edge is equal; 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLHARAMI, exact
 * tags    pattern, candle
 */
export function cdlHarami(bars: Candles): Float64Array {
  return findPattern(CDLHARAMI, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlHaramiInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let bodies1 = state[at]!;
  let bodies0 = state[at + 1]!;
  let bodyGrowth1 = growthBefore(TEN_BODIES, c, begin - 1);
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (Number(body(c, bar - 1) > meanBody(bodies1)) & Number(body(c, bar) <= meanBody(bodies0))) === 1 &&
      top(c, bar) <= top(c, bar - 1) &&
      bottom(c, bar) >= bottom(c, bar - 1);
    output[bar] = isFound
      ? -sign(colors >> 1) * (top(c, bar) < top(c, bar - 1) && bottom(c, bar) > bottom(c, bar - 1) ? 1 : 0.8)
      : 0;
    const bodyGrowth0 = body(c, bar) - body(c, bar - 10);
    bodies1 += bodyGrowth1;
    bodies0 += bodyGrowth0;
    bodyGrowth1 = bodyGrowth0;
  }
  state[at] = bodies1;
  state[at + 1] = bodies0;
}
