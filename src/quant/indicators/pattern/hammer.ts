import { FIVE_RANGES, meanBody, near, TEN_BODIES, TEN_RANGES, tiny } from './averages.ts';
import { body, bottom, type Candles, lowerShadowExceeds, range, upperShadowBelow } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLHAMMER = defineCandle({
  name: 'CDLHAMMER',
  title: 'Hammer',
  averages: [
    { measure: TEN_BODIES, shift: 0 },
    { measure: TEN_RANGES, shift: 0 },
    { measure: FIVE_RANGES, shift: 1 },
  ],
  lookback: 11,
  run: cdlHammerInto,
});

/**
 * Hammer: a short body with a long lower shadow and hardly an upper one, near the low before it.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLHAMMER, exact
 * tags    pattern, candle
 */
export function cdlHammer(bars: Candles): Float64Array {
  return findPattern(CDLHAMMER, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlHammerInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { low } = c;
  let bodies0 = state[at]!;
  let ranges0 = state[at + 1]!;
  let spans1 = state[at + 2]!;
  for (let bar = begin; bar < end; bar += 1) {
    const isFound =
      (Number(body(c, bar) < meanBody(bodies0)) &
        lowerShadowExceeds(c, bar, body(c, bar)) &
        upperShadowBelow(c, bar, tiny(ranges0))) ===
        1 && bottom(c, bar) <= low[bar - 1]! + near(spans1);
    output[bar] = isFound ? 100 : 0;
    bodies0 += body(c, bar) - body(c, bar - 10);
    ranges0 += range(c, bar) - range(c, bar - 10);
    spans1 += range(c, bar - 1) - range(c, bar - 6);
  }
  state[at] = bodies0;
  state[at + 1] = ranges0;
  state[at + 2] = spans1;
}
