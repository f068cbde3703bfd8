import { EVERY_BODY } from './averages.ts';
import { type Candles, colorsBefore, nextColors, sign, turns } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLENGULFING = defineCandle({
  name: 'CDLENGULFING',
  title: 'Engulfing Pattern',
  averages: [{ measure: EVERY_BODY, shift: 0 }],
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

/** Kernel. State: the total of bodies. */
export function cdlEngulfingInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let bodies = state[at]!;
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const open0 = open[bar]!;
    const close0 = close[bar]!;
    const open1 = open[bar - 1]!;
    const close1 = close[bar - 1]!;
    const isBullish =
      Number(close0 >= open1) & Number(open0 <= close1) & (Number(close0 > open1) | Number(open0 < close1));
    const isBearish =
      Number(open0 >= close1) & Number(close0 <= open1) & (Number(open0 > close1) | Number(close0 < open1));
    const isFound = turns(colors) & ((isBullish & colors) | (isBearish & ~colors));
    output[bar] = isFound === 1 ? sign(colors) * (open0 !== close1 && close0 !== open1 ? 1 : 0.8) : 0;
    bodies += Math.abs(close0 - open0);
  }
  state[at] = bodies;
}
