import { growthBefore, meanBody, TEN_BODIES, TEN_RANGES, tiny } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors, range } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDL3STARSINSOUTH = defineCandle({
  name: 'CDL3STARSINSOUTH',
  title: 'Three Stars In The South',
  averages: [
    { measure: TEN_BODIES, shift: 2 },
    { measure: TEN_BODIES, shift: 0 },
    { measure: TEN_RANGES, shift: 1 },
    { measure: TEN_RANGES, shift: 0 },
  ],
  lookback: 12,
  run: cdl3StarsInSouthInto,
});

/**
 * Three stars in the south: three black candles of shrinking range: a long one with a long lower shadow, a smaller one with a higher low, a small marubozu inside it.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDL3STARSINSOUTH, exact
 * tags    pattern, candle
 */
export function cdl3StarsInSouth(bars: Candles): Float64Array {
  return findPattern(CDL3STARSINSOUTH, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdl3StarsInSouthInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, high, low, close } = c;
  let bodies2 = state[at]!;
  let bodies0 = state[at + 1]!;
  let ranges1 = state[at + 2]!;
  let ranges0 = state[at + 3]!;
  let bodyGrowth1 = growthBefore(TEN_BODIES, c, begin - 1);
  let bodyGrowth2 = growthBefore(TEN_BODIES, c, begin - 2);
  let rangeGrowth1 = growthBefore(TEN_RANGES, c, begin - 1);
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const body0 = body(c, bar);
    const body2 = body(c, bar - 2);
    // All are black: a lower shadow hangs from the close, an upper one stands on the open.
    const isFound =
      (Number((colors & 0b111) === 0b000) & Number(body2 > meanBody(bodies2))) === 1 &&
      close[bar - 2]! - low[bar - 2]! > body2 &&
      body(c, bar - 1) < body2 &&
      open[bar - 1]! > close[bar - 2]! &&
      open[bar - 1]! <= high[bar - 2]! &&
      low[bar - 1]! < close[bar - 2]! &&
      low[bar - 1]! >= low[bar - 2]! &&
      close[bar - 1]! - low[bar - 1]! > tiny(ranges1) &&
      body0 < meanBody(bodies0) &&
      close[bar]! - low[bar]! < tiny(ranges0) &&
      high[bar]! - open[bar]! < tiny(ranges0) &&
      low[bar]! > low[bar - 1]! &&
      high[bar]! < high[bar - 1]!;
    output[bar] = isFound ? 100 : 0;
    const bodyGrowth0 = body0 - body(c, bar - 10);
    bodies2 += bodyGrowth2;
    bodies0 += bodyGrowth0;
    bodyGrowth2 = bodyGrowth1;
    bodyGrowth1 = bodyGrowth0;
    const rangeGrowth0 = range(c, bar) - range(c, bar - 10);
    ranges1 += rangeGrowth1;
    ranges0 += rangeGrowth0;
    rangeGrowth1 = rangeGrowth0;
  }
  state[at] = bodies2;
  state[at + 1] = bodies0;
  state[at + 2] = ranges1;
  state[at + 3] = ranges0;
}
