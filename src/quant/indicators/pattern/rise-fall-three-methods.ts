import { growthBefore, meanBody, TEN_BODIES } from './averages.ts';
import { body, bottom, type Candles, colorsBefore, nextColors, sign, top } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLRISEFALL3METHODS = defineCandle({
  name: 'CDLRISEFALL3METHODS',
  title: 'Rising/Falling Three Methods',
  averages: [
    { measure: TEN_BODIES, shift: 4 },
    { measure: TEN_BODIES, shift: 3 },
    { measure: TEN_BODIES, shift: 2 },
    { measure: TEN_BODIES, shift: 1 },
    { measure: TEN_BODIES, shift: 0 },
  ],
  lookback: 14,
  run: cdlRiseFall3MethodsInto,
});

/**
 * Rising and falling three methods: a long candle, three short ones of the other colour inside its range, and a long one that goes on beyond it.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 14
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLRISEFALL3METHODS, exact
 * tags    pattern, candle
 */
export function cdlRiseFall3Methods(bars: Candles): Float64Array {
  return findPattern(CDLRISEFALL3METHODS, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlRiseFall3MethodsInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let bodies4 = state[at]!;
  let bodies3 = state[at + 1]!;
  let bodies2 = state[at + 2]!;
  let bodies1 = state[at + 3]!;
  let bodies0 = state[at + 4]!;
  let bodyGrowth1 = growthBefore(TEN_BODIES, c, begin - 1);
  let bodyGrowth2 = growthBefore(TEN_BODIES, c, begin - 2);
  let bodyGrowth3 = growthBefore(TEN_BODIES, c, begin - 3);
  let bodyGrowth4 = growthBefore(TEN_BODIES, c, begin - 4);
  let colors = colorsBefore(c, begin, 4);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      ((colors & 0b11111) === 0b10001 || (colors & 0b11111) === 0b01110) &&
      body(c, bar - 4) > meanBody(bodies4) &&
      body(c, bar - 3) < meanBody(bodies3) &&
      body(c, bar - 2) < meanBody(bodies2) &&
      body(c, bar - 1) < meanBody(bodies1) &&
      body(c, bar) > meanBody(bodies0) &&
      touches(c, bar - 3, bar - 4) &&
      touches(c, bar - 2, bar - 4) &&
      touches(c, bar - 1, bar - 4) &&
      ((colors & 1) === 1
        ? close[bar - 2]! < close[bar - 3]! &&
          close[bar - 1]! < close[bar - 2]! &&
          open[bar]! > close[bar - 1]! &&
          close[bar]! > close[bar - 4]!
        : close[bar - 2]! > close[bar - 3]! &&
          close[bar - 1]! > close[bar - 2]! &&
          open[bar]! < close[bar - 1]! &&
          close[bar]! < close[bar - 4]!);
    output[bar] = isFound ? sign(colors) : 0;
    const bodyGrowth0 = body(c, bar) - body(c, bar - 10);
    bodies4 += bodyGrowth4;
    bodies3 += bodyGrowth3;
    bodies2 += bodyGrowth2;
    bodies1 += bodyGrowth1;
    bodies0 += bodyGrowth0;
    bodyGrowth4 = bodyGrowth3;
    bodyGrowth3 = bodyGrowth2;
    bodyGrowth2 = bodyGrowth1;
    bodyGrowth1 = bodyGrowth0;
  }
  state[at] = bodies4;
  state[at + 1] = bodies3;
  state[at + 2] = bodies2;
  state[at + 3] = bodies1;
  state[at + 4] = bodies0;
}

/** The body at `bar` reaches into the range of the candle at `first`. */
function touches(c: Candles, bar: number, first: number): boolean {
  return bottom(c, bar) < c.high[first]! && top(c, bar) > c.low[first]!;
}
