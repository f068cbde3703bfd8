import { type Candles, colorsBefore, nextColors, sign } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLENGULFING = defineCandle({
  name: 'CDLENGULFING',
  title: 'Engulfing Pattern',
  averages: [],
  lookback: 2,
  run: cdlEngulfingInto,
});

/**
 * Engulfing: the body swallows the body before it, of the other colour.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; ±80 when one edge is equal; 0 elsewhere
 * shape   0 in the lookback of 2
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLENGULFING, exact
 * tags    pattern, candle
 */
export function cdlEngulfing(bars: Candles): Float64Array {
  return findPattern(CDLENGULFING, bars);
}

/** Kernel. State: none. */
export function cdlEngulfingInto(c: Candles, begin: number, end: number, output: Float64Array): void {
  const { open, close } = c;
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      ((Number(close[bar]! >= open[bar - 1]!) &
        Number(open[bar]! <= close[bar - 1]!) &
        (Number(close[bar]! > open[bar - 1]!) | Number(open[bar]! < close[bar - 1]!)) &
        colors &
        ~(colors >> 1)) |
        (Number(open[bar]! >= close[bar - 1]!) &
          Number(close[bar]! <= open[bar - 1]!) &
          (Number(open[bar]! > close[bar - 1]!) | Number(close[bar]! < open[bar - 1]!)) &
          ~colors &
          (colors >> 1))) ===
      1;
    output[bar] = isFound
      ? sign(colors) * (open[bar]! !== close[bar - 1]! && close[bar]! !== open[bar - 1]! ? 1 : 0.8)
      : 0;
  }
}
