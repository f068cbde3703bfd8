import { meanBody, TEN_BODIES, TEN_RANGES, tiny } from './averages.ts';
import { body, type Candles, colorsBefore, gapsDown, gapsUp, nextColors, range, sign } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLDOJISTAR = defineCandle({
  name: 'CDLDOJISTAR',
  title: 'Doji Star',
  averages: [
    { measure: TEN_BODIES, shift: 1 },
    { measure: TEN_RANGES, shift: 0 },
  ],
  lookback: 11,
  run: cdlDojiStarInto,
});

/**
 * Doji star: a doji that gaps away from a long candle, in its direction.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLDOJISTAR, exact
 * tags    pattern, candle
 */
export function cdlDojiStar(bars: Candles): Float64Array {
  return findPattern(CDLDOJISTAR, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlDojiStarInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let bodies1 = state[at]!;
  let ranges0 = state[at + 1]!;
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (Number(body(c, bar - 1) > meanBody(bodies1)) & Number(body(c, bar) <= tiny(ranges0))) === 1 &&
      ((colors & 2) === 2 ? gapsUp(c, bar, bar - 1) : gapsDown(c, bar, bar - 1));
    output[bar] = isFound ? -sign(colors >> 1) : 0;
    bodies1 += body(c, bar - 1) - body(c, bar - 11);
    ranges0 += range(c, bar) - range(c, bar - 10);
  }
  state[at] = bodies1;
  state[at + 1] = ranges0;
}
