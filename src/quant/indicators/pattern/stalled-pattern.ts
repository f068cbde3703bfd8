import { FIVE_RANGES, growthBefore, meanBody, near, TEN_BODIES, TEN_RANGES, tiny } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors, range, upperShadowBelow } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLSTALLEDPATTERN = defineCandle({
  name: 'CDLSTALLEDPATTERN',
  title: 'Stalled Pattern',
  averages: [
    { measure: TEN_BODIES, shift: 2 },
    { measure: TEN_BODIES, shift: 1 },
    { measure: TEN_BODIES, shift: 0 },
    { measure: TEN_RANGES, shift: 1 },
    { measure: FIVE_RANGES, shift: 2 },
    { measure: FIVE_RANGES, shift: 1 },
  ],
  lookback: 12,
  run: cdlStalledPatternInto,
});

/**
 * Stalled pattern: two long white candles close higher, then a small white one rides on the shoulder of the second.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  -100 where it is found (bearish); 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLSTALLEDPATTERN, exact
 * tags    pattern, candle
 */
export function cdlStalledPattern(bars: Candles): Float64Array {
  return findPattern(CDLSTALLEDPATTERN, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlStalledPatternInto(
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
  let bodies0 = state[at + 2]!;
  let ranges1 = state[at + 3]!;
  let spans2 = state[at + 4]!;
  let spans1 = state[at + 5]!;
  let bodyGrowth1 = growthBefore(TEN_BODIES, c, begin - 1);
  let bodyGrowth2 = growthBefore(TEN_BODIES, c, begin - 2);
  let spanGrowth2 = growthBefore(FIVE_RANGES, c, begin - 2);
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b111) === 0b111 &&
      close[bar]! > close[bar - 1]! &&
      close[bar - 1]! > close[bar - 2]! &&
      body(c, bar - 2) > meanBody(bodies2) &&
      body(c, bar - 1) > meanBody(bodies1) &&
      upperShadowBelow(c, bar - 1, tiny(ranges1)) &&
      open[bar - 1]! > open[bar - 2]! &&
      open[bar - 1]! <= close[bar - 2]! + near(spans2) &&
      body(c, bar) < meanBody(bodies0) &&
      open[bar]! >= close[bar - 1]! - body(c, bar) - near(spans1);
    output[bar] = isFound ? -100 : 0;
    const bodyGrowth0 = body(c, bar) - body(c, bar - 10);
    bodies2 += bodyGrowth2;
    bodies1 += bodyGrowth1;
    bodies0 += bodyGrowth0;
    bodyGrowth2 = bodyGrowth1;
    bodyGrowth1 = bodyGrowth0;
    ranges1 += range(c, bar - 1) - range(c, bar - 11);
    const spanGrowth1 = range(c, bar - 1) - range(c, bar - 6);
    spans2 += spanGrowth2;
    spans1 += spanGrowth1;
    spanGrowth2 = spanGrowth1;
  }
  state[at] = bodies2;
  state[at + 1] = bodies1;
  state[at + 2] = bodies0;
  state[at + 3] = ranges1;
  state[at + 4] = spans2;
  state[at + 5] = spans1;
}
