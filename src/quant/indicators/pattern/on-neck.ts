import { equal, FIVE_RANGES, meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors, range } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLONNECK = defineCandle({
  name: 'CDLONNECK',
  title: 'On-Neck Pattern',
  averages: [
    { measure: TEN_BODIES, shift: 1 },
    { measure: FIVE_RANGES, shift: 1 },
  ],
  lookback: 11,
  run: cdlOnNeckInto,
});

/**
 * On-neck: a white candle opens below the low of a long black one and closes at that low.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  -100 where it is found (bearish); 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLONNECK, exact
 * tags    pattern, candle
 */
export function cdlOnNeck(bars: Candles): Float64Array {
  return findPattern(CDLONNECK, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlOnNeckInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, low, close } = c;
  let bodies1 = state[at]!;
  let spans1 = state[at + 1]!;
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b11) === 0b01 &&
      body(c, bar - 1) > meanBody(bodies1) &&
      open[bar]! < low[bar - 1]! &&
      close[bar]! <= low[bar - 1]! + equal(spans1) &&
      close[bar]! >= low[bar - 1]! - equal(spans1);
    output[bar] = isFound ? -100 : 0;
    bodies1 += body(c, bar - 1) - body(c, bar - 11);
    spans1 += range(c, bar - 1) - range(c, bar - 6);
  }
  state[at] = bodies1;
  state[at + 1] = spans1;
}
