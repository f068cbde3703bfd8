import { equal, FIVE_RANGES, meanBody, TEN_BODIES, TEN_RANGES, tiny } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors, range, sign, turns } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLSEPARATINGLINES = defineCandle({
  name: 'CDLSEPARATINGLINES',
  title: 'Separating Lines',
  averages: [
    { measure: TEN_BODIES, shift: 0 },
    { measure: TEN_RANGES, shift: 0 },
    { measure: FIVE_RANGES, shift: 1 },
  ],
  lookback: 11,
  run: cdlSeparatingLinesInto,
});

/**
 * Separating lines: a long candle that opens where the one before it, of the other colour, opened, without a shadow at its open.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLSEPARATINGLINES, exact
 * tags    pattern, candle
 */
export function cdlSeparatingLines(bars: Candles): Float64Array {
  return findPattern(CDLSEPARATINGLINES, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlSeparatingLinesInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, high, low } = c;
  let bodies0 = state[at]!;
  let ranges0 = state[at + 1]!;
  let spans1 = state[at + 2]!;
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (turns(colors) &
        Number(open[bar]! <= open[bar - 1]! + equal(spans1)) &
        Number(open[bar]! >= open[bar - 1]! - equal(spans1))) ===
        1 &&
      body(c, bar) > meanBody(bodies0) &&
      ((colors & 1) === 1 ? open[bar]! - low[bar]! < tiny(ranges0) : high[bar]! - open[bar]! < tiny(ranges0));
    output[bar] = isFound ? sign(colors) : 0;
    bodies0 += body(c, bar) - body(c, bar - 10);
    ranges0 += range(c, bar) - range(c, bar - 10);
    spans1 += range(c, bar - 1) - range(c, bar - 6);
  }
  state[at] = bodies0;
  state[at + 1] = ranges0;
  state[at + 2] = spans1;
}
