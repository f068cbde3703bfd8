import { EVERY_BODY, equal, FIVE_RANGES } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors, range } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLMATCHINGLOW = defineCandle({
  name: 'CDLMATCHINGLOW',
  title: 'Matching Low',
  averages: [
    { measure: FIVE_RANGES, shift: 1 },
    { measure: EVERY_BODY, shift: 0 },
  ],
  lookback: 6,
  run: cdlMatchingLowInto,
});

/**
 * Matching low: two black candles with the same close.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 6
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLMATCHINGLOW, exact
 * tags    pattern, candle
 */
export function cdlMatchingLow(bars: Candles): Float64Array {
  return findPattern(CDLMATCHINGLOW, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlMatchingLowInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { close } = c;
  let spans1 = state[at]!;
  let bodies = state[at + 1]!;
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      Number((colors & 0b11) === 0b00) &
      Number(close[bar]! <= close[bar - 1]! + equal(spans1)) &
      Number(close[bar]! >= close[bar - 1]! - equal(spans1));
    output[bar] = (isFound * 100) | 0;
    bodies += body(c, bar);
    spans1 += range(c, bar - 1) - range(c, bar - 6);
  }
  state[at] = spans1;
  state[at + 1] = bodies;
}
