import { growthBefore, meanBody, TEN_BODIES } from './averages.ts';
import { body, bottom, type Candles, colorsBefore, nextColors, sign, top } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDL3INSIDE = defineCandle({
  name: 'CDL3INSIDE',
  title: 'Three Inside Up/Down',
  averages: [
    { measure: TEN_BODIES, shift: 2 },
    { measure: TEN_BODIES, shift: 1 },
  ],
  lookback: 12,
  run: cdl3InsideInto,
});

/**
 * Three inside: a short candle inside a long one, then a third of the opposite colour that closes beyond where the long one opened.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDL3INSIDE, exact
 * tags    pattern, candle
 */
export function cdl3Inside(bars: Candles): Float64Array {
  return findPattern(CDL3INSIDE, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdl3InsideInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let bodies2 = state[at]!;
  let bodies1 = state[at + 1]!;
  let bodyGrowth2 = growthBefore(TEN_BODIES, c, begin - 2);
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (Number(body(c, bar - 2) > meanBody(bodies2)) &
        Number(body(c, bar - 1) <= meanBody(bodies1)) &
        (((colors >> 2) ^ colors) & 1)) ===
        1 &&
      top(c, bar - 1) < top(c, bar - 2) &&
      bottom(c, bar - 1) > bottom(c, bar - 2) &&
      ((colors & 1) === 0 ? close[bar]! < open[bar - 2]! : close[bar]! > open[bar - 2]!);
    output[bar] = isFound ? sign(colors) : 0;
    const bodyGrowth1 = body(c, bar - 1) - body(c, bar - 11);
    bodies2 += bodyGrowth2;
    bodies1 += bodyGrowth1;
    bodyGrowth2 = bodyGrowth1;
  }
  state[at] = bodies2;
  state[at + 1] = bodies1;
}
