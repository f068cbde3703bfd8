import { growthBefore, meanBody, TEN_BODIES, TEN_RANGES, tiny } from './averages.ts';
import {
  body,
  type Candles,
  colorsBefore,
  lowerShadowBelow,
  nextColors,
  range,
  sign,
  turns,
  upperShadowBelow,
} from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLKICKINGBYLENGTH = defineCandle({
  name: 'CDLKICKINGBYLENGTH',
  title: 'Kicking - bull/bear determined by the longer marubozu',
  averages: [
    { measure: TEN_BODIES, shift: 1 },
    { measure: TEN_BODIES, shift: 0 },
    { measure: TEN_RANGES, shift: 1 },
    { measure: TEN_RANGES, shift: 0 },
  ],
  lookback: 11,
  run: cdlKickingByLengthInto,
});

/**
 * Kicking, read by the longer of the two candles.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLKICKINGBYLENGTH, exact
 * tags    pattern, candle
 */
export function cdlKickingByLength(bars: Candles): Float64Array {
  return findPattern(CDLKICKINGBYLENGTH, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlKickingByLengthInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { high, low } = c;
  let bodies1 = state[at]!;
  let bodies0 = state[at + 1]!;
  let ranges1 = state[at + 2]!;
  let ranges0 = state[at + 3]!;
  let bodyGrowth1 = growthBefore(TEN_BODIES, c, begin - 1);
  let rangeGrowth1 = growthBefore(TEN_RANGES, c, begin - 1);
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (turns(colors) & Number(body(c, bar - 1) > meanBody(bodies1)) & Number(body(c, bar) > meanBody(bodies0))) === 1 &&
      upperShadowBelow(c, bar - 1, tiny(ranges1)) &&
      lowerShadowBelow(c, bar - 1, tiny(ranges1)) &&
      upperShadowBelow(c, bar, tiny(ranges0)) &&
      lowerShadowBelow(c, bar, tiny(ranges0)) &&
      ((colors & 1) === 1 ? low[bar]! > high[bar - 1]! : high[bar]! < low[bar - 1]!);
    output[bar] = isFound ? sign(body(c, bar) > body(c, bar - 1) ? colors : colors >> 1) : 0;
    const bodyGrowth0 = body(c, bar) - body(c, bar - 10);
    bodies1 += bodyGrowth1;
    bodies0 += bodyGrowth0;
    bodyGrowth1 = bodyGrowth0;
    const rangeGrowth0 = range(c, bar) - range(c, bar - 10);
    ranges1 += rangeGrowth1;
    ranges0 += rangeGrowth0;
    rangeGrowth1 = rangeGrowth0;
  }
  state[at] = bodies1;
  state[at + 1] = bodies0;
  state[at + 2] = ranges1;
  state[at + 3] = ranges0;
}
