import { FIVE_RANGES, near } from './averages.ts';
import { body, bottom, type Candles, colorsBefore, gapsDown, gapsUp, nextColors, range, sign, top } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLTASUKIGAP = defineCandle({
  name: 'CDLTASUKIGAP',
  title: 'Tasuki Gap',
  averages: [{ measure: FIVE_RANGES, shift: 1 }],
  lookback: 7,
  run: cdlTasukiGapInto,
});

/**
 * Tasuki gap: after a gap, a candle of like size opens inside the one before it and closes inside the gap without filling it.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 after a gap up, -100 after a gap down; 0 elsewhere
 * shape   0 in the lookback of 7
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLTASUKIGAP, exact
 * tags    pattern, candle
 */
export function cdlTasukiGap(bars: Candles): Float64Array {
  return findPattern(CDLTASUKIGAP, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlTasukiGapInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let spans1 = state[at]!;
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      ((colors & 0b11) === 0b10 || (colors & 0b11) === 0b01) &&
      ((colors & 1) === 0
        ? gapsUp(c, bar - 1, bar - 2) &&
          open[bar]! < close[bar - 1]! &&
          open[bar]! > open[bar - 1]! &&
          close[bar]! < open[bar - 1]! &&
          close[bar]! > top(c, bar - 2)
        : gapsDown(c, bar - 1, bar - 2) &&
          open[bar]! < open[bar - 1]! &&
          open[bar]! > close[bar - 1]! &&
          close[bar]! > open[bar - 1]! &&
          close[bar]! < bottom(c, bar - 2)) &&
      Math.abs(body(c, bar - 1) - body(c, bar)) < near(spans1);
    output[bar] = isFound ? -sign(colors) : 0;
    spans1 += range(c, bar - 1) - range(c, bar - 6);
  }
  state[at] = spans1;
}
