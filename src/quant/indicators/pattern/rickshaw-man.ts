import { EVERY_BODY, FIVE_RANGES, near, TEN_RANGES, tiny } from './averages.ts';
import { body, bottom, type Candles, lowerShadowExceeds, range, top, upperShadowExceeds } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLRICKSHAWMAN = defineCandle({
  name: 'CDLRICKSHAWMAN',
  title: 'Rickshaw Man',
  averages: [
    { measure: TEN_RANGES, shift: 0 },
    { measure: FIVE_RANGES, shift: 0 },
    { measure: EVERY_BODY, shift: 0 },
  ],
  lookback: 10,
  run: cdlRickshawManInto,
});

/**
 * Rickshaw man: a doji with two long shadows and the body near the middle.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (undecided); 0 elsewhere
 * shape   0 in the lookback of 10
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLRICKSHAWMAN, exact
 * tags    pattern, candle
 */
export function cdlRickshawMan(bars: Candles): Float64Array {
  return findPattern(CDLRICKSHAWMAN, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlRickshawManInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { low } = c;
  let ranges0 = state[at]!;
  let spans0 = state[at + 1]!;
  let bodies = state[at + 2]!;
  for (let bar = begin; bar < end; bar += 1) {
    const body0 = body(c, bar);
    const isFound =
      (Number(body0 <= tiny(ranges0)) & lowerShadowExceeds(c, bar, body0) & upperShadowExceeds(c, bar, body0)) === 1 &&
      bottom(c, bar) <= low[bar]! + range(c, bar) / 2 + near(spans0) &&
      top(c, bar) >= low[bar]! + range(c, bar) / 2 - near(spans0);
    output[bar] = isFound ? 100 : 0;
    bodies += body0;
    ranges0 += range(c, bar) - range(c, bar - 10);
    spans0 += range(c, bar) - range(c, bar - 5);
  }
  state[at] = ranges0;
  state[at + 1] = spans0;
  state[at + 2] = bodies;
}
