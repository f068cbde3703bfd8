import { growthBefore, meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, gapsUp, nextColors } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLEVENINGSTAR = defineCandle({
  name: 'CDLEVENINGSTAR',
  title: 'Evening Star',
  averages: [
    { measure: TEN_BODIES, shift: 2 },
    { measure: TEN_BODIES, shift: 1 },
    { measure: TEN_BODIES, shift: 0 },
  ],
  lookback: 12,
  penetration: 0.3,
  run: cdlEveningStarInto,
});

/**
 * Evening star: a long white candle, a short one that gaps up, and a black candle that closes deep in the white one.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 *         penetration  >= 0, 0.3: how deep in the first body the last candle closes, 1 being all of it
 * out     Float64Array[n]  -100 where it is found (bearish); 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input, quant.parameter
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLEVENINGSTAR, exact
 * tags    pattern, candle
 */
export function cdlEveningStar(bars: Candles, penetration?: number): Float64Array {
  return findPattern(CDLEVENINGSTAR, bars, penetration);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlEveningStarInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
  penetration: number,
): void {
  const { close } = c;
  let bodies2 = state[at]!;
  let bodies1 = state[at + 1]!;
  let bodies0 = state[at + 2]!;
  let bodyGrowth1 = growthBefore(TEN_BODIES, c, begin - 1);
  let bodyGrowth2 = growthBefore(TEN_BODIES, c, begin - 2);
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const body0 = body(c, bar);
    const body2 = body(c, bar - 2);
    const isFound =
      (Number((colors & 0b101) === 0b100) & Number(body2 > meanBody(bodies2))) === 1 &&
      body(c, bar - 1) <= meanBody(bodies1) &&
      gapsUp(c, bar - 1, bar - 2) &&
      body0 > meanBody(bodies0) &&
      close[bar]! < close[bar - 2]! - body2 * penetration;
    output[bar] = isFound ? -100 : 0;
    const bodyGrowth0 = body0 - body(c, bar - 10);
    bodies2 += bodyGrowth2;
    bodies1 += bodyGrowth1;
    bodies0 += bodyGrowth0;
    bodyGrowth2 = bodyGrowth1;
    bodyGrowth1 = bodyGrowth0;
  }
  state[at] = bodies2;
  state[at + 1] = bodies1;
  state[at + 2] = bodies0;
}
