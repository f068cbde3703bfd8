import { growthBefore, meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLPIERCING = defineCandle({
  name: 'CDLPIERCING',
  title: 'Piercing Pattern',
  averages: [
    { measure: TEN_BODIES, shift: 1 },
    { measure: TEN_BODIES, shift: 0 },
  ],
  lookback: 11,
  run: cdlPiercingInto,
});

/**
 * Piercing: a long white candle opens below the low of a long black one and closes above the middle of its body.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLPIERCING, exact
 * tags    pattern, candle
 */
export function cdlPiercing(bars: Candles): Float64Array {
  return findPattern(CDLPIERCING, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlPiercingInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, low, close } = c;
  let bodies1 = state[at]!;
  let bodies0 = state[at + 1]!;
  let bodyGrowth1 = growthBefore(TEN_BODIES, c, begin - 1);
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b11) === 0b01 &&
      body(c, bar - 1) > meanBody(bodies1) &&
      body(c, bar) > meanBody(bodies0) &&
      open[bar]! < low[bar - 1]! &&
      close[bar]! < open[bar - 1]! &&
      close[bar]! > close[bar - 1]! + body(c, bar - 1) * 0.5;
    output[bar] = isFound ? 100 : 0;
    const bodyGrowth0 = body(c, bar) - body(c, bar - 10);
    bodies1 += bodyGrowth1;
    bodies0 += bodyGrowth0;
    bodyGrowth1 = bodyGrowth0;
  }
  state[at] = bodies1;
  state[at + 1] = bodies0;
}
