import { EVERY_BODY, TEN_RANGES, tiny } from './averages.ts';
import { body, type Candles, range } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLTRISTAR = defineCandle({
  name: 'CDLTRISTAR',
  title: 'Tristar Pattern',
  averages: [
    { measure: TEN_RANGES, shift: 2 },
    { measure: EVERY_BODY, shift: 0 },
  ],
  lookback: 12,
  run: cdlTristarInto,
});

/**
 * Tristar: three dojis, the second gapping away and the third falling back.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLTRISTAR, exact
 * tags    pattern, candle
 */
export function cdlTristar(bars: Candles): Float64Array {
  return findPattern(CDLTRISTAR, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlTristarInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let ranges2 = state[at]!;
  let bodies = state[at + 1]!;
  for (let bar = begin; bar < end; bar += 1) {
    const body0 = body(c, bar);
    const areDojis =
      Number(body0 <= tiny(ranges2)) &
      Number(body(c, bar - 1) <= tiny(ranges2)) &
      Number(body(c, bar - 2) <= tiny(ranges2));
    output[bar] = 0;
    if (areDojis === 1) {
      const top1 = Math.max(open[bar - 1]!, close[bar - 1]!);
      const bottom1 = Math.min(open[bar - 1]!, close[bar - 1]!);
      const isAbove = bottom1 > Math.max(open[bar - 2]!, close[bar - 2]!);
      const isBelow = top1 < Math.min(open[bar - 2]!, close[bar - 2]!);
      if (isAbove && Math.max(open[bar]!, close[bar]!) < top1) output[bar] = -100;
      if (isBelow && Math.min(open[bar]!, close[bar]!) > bottom1) output[bar] = 100;
    }
    bodies += body0;
    ranges2 += range(c, bar - 2) - range(c, bar - 12);
  }
  state[at] = ranges2;
  state[at + 1] = bodies;
}
