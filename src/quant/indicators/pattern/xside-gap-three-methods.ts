import { EVERY_BODY } from './averages.ts';
import { body, bottom, type Candles, colorsBefore, gapsDown, gapsUp, nextColors, sign, top, turns } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLXSIDEGAP3METHODS = defineCandle({
  name: 'CDLXSIDEGAP3METHODS',
  title: 'Upside/Downside Gap Three Methods',
  averages: [{ measure: EVERY_BODY, shift: 0 }],
  lookback: 2,
  run: cdlXSideGap3MethodsInto,
});

/**
 * Gap three methods: two candles of one colour with a gap between them, and a third of the other colour that opens in the second and closes in the first.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 after a gap up, -100 after a gap down; 0 elsewhere
 * shape   0 in the lookback of 2
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLXSIDEGAP3METHODS, exact
 * tags    pattern, candle
 */
export function cdlXSideGap3Methods(bars: Candles): Float64Array {
  return findPattern(CDLXSIDEGAP3METHODS, bars);
}

/** Kernel. State: the total of bodies. */
export function cdlXSideGap3MethodsInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let bodies = state[at]!;
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isTurn = turns(colors) & ~turns(colors >> 1);
    const isFound =
      (isTurn & Number(open[bar]! < top(c, bar - 1)) & Number(open[bar]! > bottom(c, bar - 1))) === 1 &&
      close[bar]! < top(c, bar - 2) &&
      close[bar]! > bottom(c, bar - 2) &&
      ((colors & 1) === 0 ? gapsUp(c, bar - 1, bar - 2) : gapsDown(c, bar - 1, bar - 2));
    output[bar] = isFound ? -sign(colors) : 0;
    bodies += body(c, bar);
  }
  state[at] = bodies;
}
