import { growthBefore, TEN_RANGES, tiny } from './averages.ts';
import { type Candles, colorsBefore, lowerShadowBelow, nextColors, range } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDL3BLACKCROWS = defineCandle({
  name: 'CDL3BLACKCROWS',
  title: 'Three Black Crows',
  averages: [
    { measure: TEN_RANGES, shift: 2 },
    { measure: TEN_RANGES, shift: 1 },
    { measure: TEN_RANGES, shift: 0 },
  ],
  lookback: 13,
  run: cdl3BlackCrowsInto,
});

/**
 * Three black crows: three black candles with hardly a lower shadow, each opening inside the one before and closing lower, the first below the high of a white candle.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  -100 where it is found (bearish); 0 elsewhere
 * shape   0 in the lookback of 13
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDL3BLACKCROWS, exact
 * tags    pattern, candle
 */
export function cdl3BlackCrows(bars: Candles): Float64Array {
  return findPattern(CDL3BLACKCROWS, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdl3BlackCrowsInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, high, close } = c;
  let ranges2 = state[at]!;
  let ranges1 = state[at + 1]!;
  let ranges0 = state[at + 2]!;
  let rangeGrowth1 = growthBefore(TEN_RANGES, c, begin - 1);
  let rangeGrowth2 = growthBefore(TEN_RANGES, c, begin - 2);
  let colors = colorsBefore(c, begin, 3);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b1111) === 0b1000 &&
      lowerShadowBelow(c, bar - 2, tiny(ranges2)) &&
      lowerShadowBelow(c, bar - 1, tiny(ranges1)) &&
      lowerShadowBelow(c, bar, tiny(ranges0)) &&
      open[bar - 1]! < open[bar - 2]! &&
      open[bar - 1]! > close[bar - 2]! &&
      open[bar]! < open[bar - 1]! &&
      open[bar]! > close[bar - 1]! &&
      high[bar - 3]! > close[bar - 2]! &&
      close[bar - 2]! > close[bar - 1]! &&
      close[bar - 1]! > close[bar]!;
    output[bar] = isFound ? -100 : 0;
    const rangeGrowth0 = range(c, bar) - range(c, bar - 10);
    ranges2 += rangeGrowth2;
    ranges1 += rangeGrowth1;
    ranges0 += rangeGrowth0;
    rangeGrowth2 = rangeGrowth1;
    rangeGrowth1 = rangeGrowth0;
  }
  state[at] = ranges2;
  state[at + 1] = ranges1;
  state[at + 2] = ranges0;
}
