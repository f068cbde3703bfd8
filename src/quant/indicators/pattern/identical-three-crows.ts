import { equal, FIVE_RANGES, growthBefore, TEN_RANGES, tiny } from './averages.ts';
import { type Candles, colorsBefore, lowerShadowBelow, nextColors, range } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLIDENTICAL3CROWS = defineCandle({
  name: 'CDLIDENTICAL3CROWS',
  title: 'Identical Three Crows',
  averages: [
    { measure: TEN_RANGES, shift: 2 },
    { measure: TEN_RANGES, shift: 1 },
    { measure: TEN_RANGES, shift: 0 },
    { measure: FIVE_RANGES, shift: 2 },
    { measure: FIVE_RANGES, shift: 1 },
  ],
  lookback: 12,
  run: cdlIdentical3CrowsInto,
});

/**
 * Identical three crows: three falling black candles with hardly a lower shadow, each opening where the one before closed.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  -100 where it is found (bearish); 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLIDENTICAL3CROWS, exact
 * tags    pattern, candle
 */
export function cdlIdentical3Crows(bars: Candles): Float64Array {
  return findPattern(CDLIDENTICAL3CROWS, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlIdentical3CrowsInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let ranges2 = state[at]!;
  let ranges1 = state[at + 1]!;
  let ranges0 = state[at + 2]!;
  let spans2 = state[at + 3]!;
  let spans1 = state[at + 4]!;
  let rangeGrowth1 = growthBefore(TEN_RANGES, c, begin - 1);
  let rangeGrowth2 = growthBefore(TEN_RANGES, c, begin - 2);
  let spanGrowth2 = growthBefore(FIVE_RANGES, c, begin - 2);
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b111) === 0b000 &&
      lowerShadowBelow(c, bar - 2, tiny(ranges2)) &&
      lowerShadowBelow(c, bar - 1, tiny(ranges1)) &&
      lowerShadowBelow(c, bar, tiny(ranges0)) &&
      close[bar - 2]! > close[bar - 1]! &&
      close[bar - 1]! > close[bar]! &&
      open[bar - 1]! <= close[bar - 2]! + equal(spans2) &&
      open[bar - 1]! >= close[bar - 2]! - equal(spans2) &&
      open[bar]! <= close[bar - 1]! + equal(spans1) &&
      open[bar]! >= close[bar - 1]! - equal(spans1);
    output[bar] = isFound ? -100 : 0;
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
  state[at] = ranges2;
  state[at + 1] = ranges1;
  state[at + 2] = ranges0;
  state[at + 3] = spans2;
  state[at + 4] = spans1;
}
