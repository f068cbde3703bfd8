import { meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLDARKCLOUDCOVER = defineCandle({
  name: 'CDLDARKCLOUDCOVER',
  title: 'Dark Cloud Cover',
  averages: [{ measure: TEN_BODIES, shift: 1 }],
  lookback: 11,
  penetration: 0.5,
  run: cdlDarkCloudCoverInto,
});

/**
 * Dark cloud cover: a black candle opens above the high of a long white one and closes deep in its body.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 *         penetration  >= 0, 0.5: how deep in the first body the last candle closes, 1 being all of it
 * out     Float64Array[n]  -100 where it is found (bearish); 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input, quant.parameter
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLDARKCLOUDCOVER, exact
 * tags    pattern, candle
 */
export function cdlDarkCloudCover(bars: Candles, penetration?: number): Float64Array {
  return findPattern(CDLDARKCLOUDCOVER, bars, penetration);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlDarkCloudCoverInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
  penetration: number,
): void {
  const { open, high, close } = c;
  let bodies1 = state[at]!;
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b11) === 0b10 &&
      body(c, bar - 1) > meanBody(bodies1) &&
      open[bar]! > high[bar - 1]! &&
      close[bar]! > open[bar - 1]! &&
      close[bar]! < close[bar - 1]! - body(c, bar - 1) * penetration;
    output[bar] = isFound ? -100 : 0;
    bodies1 += body(c, bar - 1) - body(c, bar - 11);
  }
  state[at] = bodies1;
}
