import { growthBefore, meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, gapsUp, nextColors } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLUPSIDEGAP2CROWS = defineCandle({
  name: 'CDLUPSIDEGAP2CROWS',
  title: 'Upside Gap Two Crows',
  averages: [
    { measure: TEN_BODIES, shift: 2 },
    { measure: TEN_BODIES, shift: 1 },
  ],
  lookback: 12,
  run: cdlUpsideGap2CrowsInto,
});

/**
 * Upside gap two crows: after a long white candle a short black one gaps up, and a second black one engulfs it but stays above the white.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  -100 where it is found (bearish); 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLUPSIDEGAP2CROWS, exact
 * tags    pattern, candle
 */
export function cdlUpsideGap2Crows(bars: Candles): Float64Array {
  return findPattern(CDLUPSIDEGAP2CROWS, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlUpsideGap2CrowsInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let bodies2 = state[at]!;
  let bodies1 = state[at + 1]!;
  let bodyGrowth2 = growthBefore(TEN_BODIES, c, begin - 2);
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b111) === 0b100 &&
      body(c, bar - 2) > meanBody(bodies2) &&
      body(c, bar - 1) <= meanBody(bodies1) &&
      gapsUp(c, bar - 1, bar - 2) &&
      open[bar]! > open[bar - 1]! &&
      close[bar]! < close[bar - 1]! &&
      close[bar]! > close[bar - 2]!;
    output[bar] = isFound ? -100 : 0;
    const bodyGrowth1 = body(c, bar - 1) - body(c, bar - 11);
    bodies2 += bodyGrowth2;
    bodies1 += bodyGrowth1;
    bodyGrowth2 = bodyGrowth1;
  }
  state[at] = bodies2;
  state[at + 1] = bodies1;
}
