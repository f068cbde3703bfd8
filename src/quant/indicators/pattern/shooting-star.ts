import { meanBody, TEN_BODIES, TEN_RANGES, tiny } from './averages.ts';
import { body, type Candles, gapsUp, lowerShadowBelow, range, upperShadowExceeds } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLSHOOTINGSTAR = defineCandle({
  name: 'CDLSHOOTINGSTAR',
  title: 'Shooting Star',
  averages: [
    { measure: TEN_BODIES, shift: 0 },
    { measure: TEN_RANGES, shift: 0 },
  ],
  lookback: 11,
  run: cdlShootingStarInto,
});

/**
 * Shooting star: a short body with a long upper shadow and hardly a lower one, gapping up.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  -100 where it is found (bearish); 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLSHOOTINGSTAR, exact
 * tags    pattern, candle
 */
export function cdlShootingStar(bars: Candles): Float64Array {
  return findPattern(CDLSHOOTINGSTAR, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlShootingStarInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let bodies0 = state[at]!;
  let ranges0 = state[at + 1]!;
  for (let bar = begin; bar < end; bar += 1) {
    const isFound =
      (Number(body(c, bar) < meanBody(bodies0)) &
        upperShadowExceeds(c, bar, body(c, bar)) &
        lowerShadowBelow(c, bar, tiny(ranges0))) ===
        1 && gapsUp(c, bar, bar - 1);
    output[bar] = isFound ? -100 : 0;
    bodies0 += body(c, bar) - body(c, bar - 10);
    ranges0 += range(c, bar) - range(c, bar - 10);
  }
  state[at] = bodies0;
  state[at + 1] = ranges0;
}
