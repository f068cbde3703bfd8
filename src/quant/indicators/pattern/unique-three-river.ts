import { growthBefore, meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLUNIQUE3RIVER = defineCandle({
  name: 'CDLUNIQUE3RIVER',
  title: 'Unique 3 River',
  averages: [
    { measure: TEN_BODIES, shift: 2 },
    { measure: TEN_BODIES, shift: 0 },
  ],
  lookback: 12,
  run: cdlUnique3RiverInto,
});

/**
 * Unique three river: a long black candle, a black one inside its body with a lower low, and a short white one that opens above that low.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLUNIQUE3RIVER, exact
 * tags    pattern, candle
 */
export function cdlUnique3River(bars: Candles): Float64Array {
  return findPattern(CDLUNIQUE3RIVER, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlUnique3RiverInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, low, close } = c;
  let bodies2 = state[at]!;
  let bodies0 = state[at + 1]!;
  let bodyGrowth1 = growthBefore(TEN_BODIES, c, begin - 1);
  let bodyGrowth2 = growthBefore(TEN_BODIES, c, begin - 2);
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b111) === 0b001 &&
      body(c, bar - 2) > meanBody(bodies2) &&
      close[bar - 1]! > close[bar - 2]! &&
      open[bar - 1]! <= open[bar - 2]! &&
      low[bar - 1]! < low[bar - 2]! &&
      body(c, bar) < meanBody(bodies0) &&
      open[bar]! > low[bar - 1]!;
    output[bar] = isFound ? 100 : 0;
    const bodyGrowth0 = body(c, bar) - body(c, bar - 10);
    bodies2 += bodyGrowth2;
    bodies0 += bodyGrowth0;
    bodyGrowth2 = bodyGrowth1;
    bodyGrowth1 = bodyGrowth0;
  }
  state[at] = bodies2;
  state[at + 1] = bodies0;
}
