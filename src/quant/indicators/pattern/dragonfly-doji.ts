import { EVERY_BODY, TEN_RANGES, tiny } from './averages.ts';
import { body, type Candles, lowerShadowExceeds, range, upperShadowBelow } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLDRAGONFLYDOJI = defineCandle({
  name: 'CDLDRAGONFLYDOJI',
  title: 'Dragonfly Doji',
  averages: [
    { measure: TEN_RANGES, shift: 0 },
    { measure: EVERY_BODY, shift: 0 },
  ],
  lookback: 10,
  run: cdlDragonflyDojiInto,
});

/**
 * Dragonfly doji: open and close at the high, with a lower shadow.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 10
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLDRAGONFLYDOJI, exact
 * tags    pattern, candle
 */
export function cdlDragonflyDoji(bars: Candles): Float64Array {
  return findPattern(CDLDRAGONFLYDOJI, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlDragonflyDojiInto(
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
      Number(body0 <= tiny(ranges0)) &
      upperShadowBelow(c, bar, tiny(ranges0)) &
      lowerShadowExceeds(c, bar, tiny(ranges0));
    output[bar] = (isFound * 100) | 0;
    bodies += body0;
    ranges0 += range(c, bar) - range(c, bar - 10);
  }
  state[at] = ranges0;
  state[at + 1] = bodies;
}
