import { type Candles, colorsBefore, nextColors, sign } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDL3OUTSIDE = defineCandle({
  name: 'CDL3OUTSIDE',
  title: 'Three Outside Up/Down',
  averages: [],
  lookback: 3,
  run: cdl3OutsideInto,
});

/**
 * Three outside: a candle engulfs the one before it, of the other colour, and a third closes further that way.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 3
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDL3OUTSIDE, exact
 * tags    pattern, candle
 */
export function cdl3Outside(bars: Candles): Float64Array {
  return findPattern(CDL3OUTSIDE, bars);
}

/** Kernel. State: none. */
export function cdl3OutsideInto(c: Candles, begin: number, end: number, output: Float64Array): void {
  const { open, close } = c;
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (Number(close[bar - 1]! > open[bar - 2]!) &
        Number(open[bar - 1]! < close[bar - 2]!) &
        Number(close[bar]! > close[bar - 1]!) &
        (colors >> 1) &
        ~(colors >> 2)) |
      (Number(open[bar - 1]! > close[bar - 2]!) &
        Number(close[bar - 1]! < open[bar - 2]!) &
        Number(close[bar]! < close[bar - 1]!) &
        ~(colors >> 1) &
        (colors >> 2));
    output[bar] = (isFound * sign(colors >> 1)) | 0;
  }
}
