import { FIVE_RANGES, far, growthBefore, meanBody, near, TEN_BODIES, TEN_RANGES, tiny } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors, range, upperShadowBelow } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDL3WHITESOLDIERS = defineCandle({
  name: 'CDL3WHITESOLDIERS',
  title: 'Three Advancing White Soldiers',
  averages: [
    { measure: TEN_BODIES, shift: 0 },
    { measure: TEN_RANGES, shift: 2 },
    { measure: TEN_RANGES, shift: 1 },
    { measure: TEN_RANGES, shift: 0 },
    { measure: FIVE_RANGES, shift: 2 },
    { measure: FIVE_RANGES, shift: 1 },
  ],
  lookback: 12,
  run: cdl3WhiteSoldiersInto,
});

/**
 * Three advancing white soldiers: three white candles with hardly an upper shadow, each opening in or near the one before and closing higher, none far shorter than the one before.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDL3WHITESOLDIERS, exact
 * tags    pattern, candle
 */
export function cdl3WhiteSoldiers(bars: Candles): Float64Array {
  return findPattern(CDL3WHITESOLDIERS, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdl3WhiteSoldiersInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let bodies0 = state[at]!;
  let ranges2 = state[at + 1]!;
  let ranges1 = state[at + 2]!;
  let ranges0 = state[at + 3]!;
  let spans2 = state[at + 4]!;
  let spans1 = state[at + 5]!;
  let rangeGrowth1 = growthBefore(TEN_RANGES, c, begin - 1);
  let rangeGrowth2 = growthBefore(TEN_RANGES, c, begin - 2);
  let spanGrowth2 = growthBefore(FIVE_RANGES, c, begin - 2);
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b111) === 0b111 &&
      upperShadowBelow(c, bar - 2, tiny(ranges2)) &&
      upperShadowBelow(c, bar - 1, tiny(ranges1)) &&
      upperShadowBelow(c, bar, tiny(ranges0)) &&
      close[bar]! > close[bar - 1]! &&
      close[bar - 1]! > close[bar - 2]! &&
      open[bar - 1]! > open[bar - 2]! &&
      open[bar - 1]! <= close[bar - 2]! + near(spans2) &&
      open[bar]! > open[bar - 1]! &&
      open[bar]! <= close[bar - 1]! + near(spans1) &&
      body(c, bar - 1) > body(c, bar - 2) - far(spans2) &&
      body(c, bar) > body(c, bar - 1) - far(spans1) &&
      body(c, bar) > meanBody(bodies0);
    output[bar] = isFound ? 100 : 0;
    bodies0 += body(c, bar) - body(c, bar - 10);
    const rangeGrowth0 = range(c, bar) - range(c, bar - 10);
    ranges2 += rangeGrowth2;
    ranges1 += rangeGrowth1;
    ranges0 += rangeGrowth0;
    rangeGrowth2 = rangeGrowth1;
    rangeGrowth1 = rangeGrowth0;
    const spanGrowth1 = range(c, bar - 1) - range(c, bar - 6);
    spans2 += spanGrowth2;
    spans1 += spanGrowth1;
    spanGrowth2 = spanGrowth1;
  }
  state[at] = bodies0;
  state[at + 1] = ranges2;
  state[at + 2] = ranges1;
  state[at + 3] = ranges0;
  state[at + 4] = spans2;
  state[at + 5] = spans1;
}
