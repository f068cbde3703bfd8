import { meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, gapsDown, gapsUp, nextColors, sign } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLBREAKAWAY = defineCandle({
  name: 'CDLBREAKAWAY',
  title: 'Breakaway',
  averages: [{ measure: TEN_BODIES, shift: 4 }],
  lookback: 14,
  run: cdlBreakawayInto,
});

/**
 * Breakaway: a long candle, a gap on, three steps further the same way, and a fifth candle that turns and closes inside the gap.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 14
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLBREAKAWAY, exact
 * tags    pattern, candle
 */
export function cdlBreakaway(bars: Candles): Float64Array {
  return findPattern(CDLBREAKAWAY, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlBreakawayInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, high, low, close } = c;
  let bodies4 = state[at]!;
  let colors = colorsBefore(c, begin, 4);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const body4 = body(c, bar - 4);
    const isTurn = Number((colors & 0b11011) === 0b11010) | Number((colors & 0b11011) === 0b00001);
    const isFound =
      (isTurn & Number(body4 > meanBody(bodies4))) === 1 &&
      ((colors & 1) === 1
        ? gapsDown(c, bar - 3, bar - 4) &&
          high[bar - 2]! < high[bar - 3]! &&
          low[bar - 2]! < low[bar - 3]! &&
          high[bar - 1]! < high[bar - 2]! &&
          low[bar - 1]! < low[bar - 2]! &&
          close[bar]! > open[bar - 3]! &&
          close[bar]! < close[bar - 4]!
        : gapsUp(c, bar - 3, bar - 4) &&
          high[bar - 2]! > high[bar - 3]! &&
          low[bar - 2]! > low[bar - 3]! &&
          high[bar - 1]! > high[bar - 2]! &&
          low[bar - 1]! > low[bar - 2]! &&
          close[bar]! < open[bar - 3]! &&
          close[bar]! > close[bar - 4]!);
    output[bar] = isFound ? sign(colors) : 0;
    bodies4 += body4 - body(c, bar - 14);
  }
  state[at] = bodies4;
}
