import { growthBefore, meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, gapsUp, nextColors } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLMATHOLD = defineCandle({
  name: 'CDLMATHOLD',
  title: 'Mat Hold',
  averages: [
    { measure: TEN_BODIES, shift: 4 },
    { measure: TEN_BODIES, shift: 3 },
    { measure: TEN_BODIES, shift: 2 },
    { measure: TEN_BODIES, shift: 1 },
  ],
  lookback: 14,
  penetration: 0.5,
  run: cdlMatHoldInto,
});

/**
 * Mat hold: a long white candle, three short ones that gap up and then sink into it, but not deep, and a white one that closes above them all.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 *         penetration  >= 0, 0.5: how deep the short candles may sink into the first body
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 14
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input, quant.parameter
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLMATHOLD, exact
 * tags    pattern, candle
 */
export function cdlMatHold(bars: Candles, penetration?: number): Float64Array {
  return findPattern(CDLMATHOLD, bars, penetration);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlMatHoldInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
  penetration: number,
): void {
  const { open, high, close } = c;
  let bodies4 = state[at]!;
  let bodies3 = state[at + 1]!;
  let bodies2 = state[at + 2]!;
  let bodies1 = state[at + 3]!;
  let bodyGrowth2 = growthBefore(TEN_BODIES, c, begin - 2);
  let bodyGrowth3 = growthBefore(TEN_BODIES, c, begin - 3);
  let bodyGrowth4 = growthBefore(TEN_BODIES, c, begin - 4);
  let colors = colorsBefore(c, begin, 4);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const body4 = body(c, bar - 4);
    const isFound =
      (Number((colors & 0b11001) === 0b10001) & Number(body4 > meanBody(bodies4))) === 1 &&
      body(c, bar - 3) < meanBody(bodies3) &&
      body(c, bar - 2) < meanBody(bodies2) &&
      body(c, bar - 1) < meanBody(bodies1) &&
      gapsUp(c, bar - 3, bar - 4) &&
      Math.min(open[bar - 2]!, close[bar - 2]!) < close[bar - 4]! &&
      Math.min(open[bar - 1]!, close[bar - 1]!) < close[bar - 4]! &&
      Math.min(open[bar - 2]!, close[bar - 2]!) > close[bar - 4]! - body4 * penetration &&
      Math.min(open[bar - 1]!, close[bar - 1]!) > close[bar - 4]! - body4 * penetration &&
      Math.max(open[bar - 2]!, close[bar - 2]!) < open[bar - 3]! &&
      Math.max(open[bar - 1]!, close[bar - 1]!) < Math.max(open[bar - 2]!, close[bar - 2]!) &&
      open[bar]! > close[bar - 1]! &&
      close[bar]! > Math.max(high[bar - 3]!, high[bar - 2]!, high[bar - 1]!);
    output[bar] = isFound ? 100 : 0;
    const bodyGrowth1 = body(c, bar - 1) - body(c, bar - 11);
    bodies4 += bodyGrowth4;
    bodies3 += bodyGrowth3;
    bodies2 += bodyGrowth2;
    bodies1 += bodyGrowth1;
    bodyGrowth4 = bodyGrowth3;
    bodyGrowth3 = bodyGrowth2;
    bodyGrowth2 = bodyGrowth1;
  }
  state[at] = bodies4;
  state[at + 1] = bodies3;
  state[at + 2] = bodies2;
  state[at + 3] = bodies1;
}
