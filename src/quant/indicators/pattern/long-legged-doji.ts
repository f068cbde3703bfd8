import { EVERY_BODY, TEN_RANGES, tiny } from './averages.ts';
import { body, type Candles, lowerShadowExceeds, range, upperShadowExceeds } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLLONGLEGGEDDOJI = defineCandle({
  name: 'CDLLONGLEGGEDDOJI',
  title: 'Long Legged Doji',
  averages: [
    { measure: TEN_RANGES, shift: 0 },
    { measure: EVERY_BODY, shift: 0 },
  ],
  lookback: 10,
  run: cdlLongLeggedDojiInto,
});

/**
 * Long-legged doji: a doji with a shadow longer than its body.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (undecided); 0 elsewhere
 * shape   0 in the lookback of 10
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLLONGLEGGEDDOJI, exact
 * tags    pattern, candle
 */
export function cdlLongLeggedDoji(bars: Candles): Float64Array {
  return findPattern(CDLLONGLEGGEDDOJI, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlLongLeggedDojiInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let ranges0 = state[at]!;
  let bodies = state[at + 1]!;
  for (let bar = begin; bar < end; bar += 1) {
    const body0 = body(c, bar);
    const isFound =
      Number(body0 <= tiny(ranges0)) & (lowerShadowExceeds(c, bar, body0) | upperShadowExceeds(c, bar, body0));
    output[bar] = (isFound * 100) | 0;
    bodies += body0;
    ranges0 += range(c, bar) - range(c, bar - 10);
  }
  state[at] = ranges0;
  state[at + 1] = bodies;
}
