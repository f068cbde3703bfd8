import { meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, gapsUp, nextColors } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDL2CROWS = defineCandle({
  name: 'CDL2CROWS',
  title: 'Two Crows',
  averages: [{ measure: TEN_BODIES, shift: 2 }],
  lookback: 12,
  run: cdl2CrowsInto,
});

/**
 * Two crows: after a long white candle a black one gaps up, and a second black one opens inside the first and closes inside the white.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  -100 where it is found (bearish); 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDL2CROWS, exact
 * tags    pattern, candle
 */
export function cdl2Crows(bars: Candles): Float64Array {
  return findPattern(CDL2CROWS, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdl2CrowsInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let bodies2 = state[at]!;
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b111) === 0b100 &&
      body(c, bar - 2) > meanBody(bodies2) &&
      gapsUp(c, bar - 1, bar - 2) &&
      open[bar]! < open[bar - 1]! &&
      open[bar]! > close[bar - 1]! &&
      close[bar]! > open[bar - 2]! &&
      close[bar]! < close[bar - 2]!;
    output[bar] = isFound ? -100 : 0;
    bodies2 += body(c, bar - 2) - body(c, bar - 12);
  }
  state[at] = bodies2;
}
