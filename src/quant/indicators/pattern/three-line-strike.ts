import { FIVE_RANGES, growthBefore, near } from './averages.ts';
import { type Candles, colorsBefore, nextColors, range, sign } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDL3LINESTRIKE = defineCandle({
  name: 'CDL3LINESTRIKE',
  title: 'Three-Line Strike',
  averages: [
    { measure: FIVE_RANGES, shift: 3 },
    { measure: FIVE_RANGES, shift: 2 },
  ],
  lookback: 8,
  run: cdl3LineStrikeInto,
});

/**
 * Three-line strike: three candles of one colour walk on, each opening in or near the one before; the fourth, of the other colour, takes all of it back.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 8
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDL3LINESTRIKE, exact
 * tags    pattern, candle
 */
export function cdl3LineStrike(bars: Candles): Float64Array {
  return findPattern(CDL3LINESTRIKE, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdl3LineStrikeInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let spans3 = state[at]!;
  let spans2 = state[at + 1]!;
  let spanGrowth3 = growthBefore(FIVE_RANGES, c, begin - 3);
  let colors = colorsBefore(c, begin, 3);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      ((colors & 0b1111) === 0b1110 || (colors & 0b1111) === 0b0001) &&
      open[bar - 2]! >= Math.min(open[bar - 3]!, close[bar - 3]!) - near(spans3) &&
      open[bar - 2]! <= Math.max(open[bar - 3]!, close[bar - 3]!) + near(spans3) &&
      open[bar - 1]! >= Math.min(open[bar - 2]!, close[bar - 2]!) - near(spans2) &&
      open[bar - 1]! <= Math.max(open[bar - 2]!, close[bar - 2]!) + near(spans2) &&
      ((colors & 1) === 0
        ? close[bar - 1]! > close[bar - 2]! &&
          close[bar - 2]! > close[bar - 3]! &&
          open[bar]! > close[bar - 1]! &&
          close[bar]! < open[bar - 3]!
        : close[bar - 1]! < close[bar - 2]! &&
          close[bar - 2]! < close[bar - 3]! &&
          open[bar]! < close[bar - 1]! &&
          close[bar]! > open[bar - 3]!);
    output[bar] = isFound ? -sign(colors) : 0;
    const spanGrowth2 = range(c, bar - 2) - range(c, bar - 7);
    spans3 += spanGrowth3;
    spans2 += spanGrowth2;
    spanGrowth3 = spanGrowth2;
  }
  state[at] = spans3;
  state[at + 1] = spans2;
}
