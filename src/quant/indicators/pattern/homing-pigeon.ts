import { growthBefore, meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLHOMINGPIGEON = defineCandle({
  name: 'CDLHOMINGPIGEON',
  title: 'Homing Pigeon',
  averages: [
    { measure: TEN_BODIES, shift: 1 },
    { measure: TEN_BODIES, shift: 0 },
  ],
  lookback: 11,
  run: cdlHomingPigeonInto,
});

/**
 * Homing pigeon: a short black candle inside a long black one.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLHOMINGPIGEON, exact
 * tags    pattern, candle
 */
export function cdlHomingPigeon(bars: Candles): Float64Array {
  return findPattern(CDLHOMINGPIGEON, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlHomingPigeonInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let bodies1 = state[at]!;
  let bodies0 = state[at + 1]!;
  let bodyGrowth1 = growthBefore(TEN_BODIES, c, begin - 1);
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b11) === 0b00 &&
      body(c, bar - 1) > meanBody(bodies1) &&
      body(c, bar) <= meanBody(bodies0) &&
      open[bar]! < open[bar - 1]! &&
      close[bar]! > close[bar - 1]!;
    output[bar] = isFound ? 100 : 0;
    const bodyGrowth0 = body(c, bar) - body(c, bar - 10);
    bodies1 += bodyGrowth1;
    bodies0 += bodyGrowth0;
    bodyGrowth1 = bodyGrowth0;
  }
  state[at] = bodies1;
  state[at + 1] = bodies0;
}
