import { meanBody, TEN_BODIES, TEN_RANGES, tiny } from './averages.ts';
import { body, type Candles, nextColors, range, sign } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLBELTHOLD = defineCandle({
  name: 'CDLBELTHOLD',
  title: 'Belt-hold',
  averages: [
    { measure: TEN_BODIES, shift: 0 },
    { measure: TEN_RANGES, shift: 0 },
  ],
  lookback: 10,
  run: cdlBeltHoldInto,
});

/**
 * Belt-hold: a long candle without a shadow at its open.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 10
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLBELTHOLD, exact
 * tags    pattern, candle
 */
export function cdlBeltHold(bars: Candles): Float64Array {
  return findPattern(CDLBELTHOLD, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlBeltHoldInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let bodies0 = state[at]!;
  let ranges0 = state[at + 1]!;
  let colors = 0;
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      Number(body(c, bar) > meanBody(bodies0)) &
      ((colors & Number(c.open[bar]! - c.low[bar]! < tiny(ranges0))) |
        (~colors & Number(c.high[bar]! - c.open[bar]! < tiny(ranges0))));
    output[bar] = (isFound * sign(colors)) | 0;
    bodies0 += body(c, bar) - body(c, bar - 10);
    ranges0 += range(c, bar) - range(c, bar - 10);
  }
  state[at] = bodies0;
  state[at + 1] = ranges0;
}
