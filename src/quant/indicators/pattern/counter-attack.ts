import { equal, FIVE_RANGES, growthBefore, meanBody, TEN_BODIES } from './averages.ts';
import { body, type Candles, colorsBefore, nextColors, range, sign, turns } from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLCOUNTERATTACK = defineCandle({
  name: 'CDLCOUNTERATTACK',
  title: 'Counterattack',
  averages: [
    { measure: TEN_BODIES, shift: 1 },
    { measure: TEN_BODIES, shift: 0 },
    { measure: FIVE_RANGES, shift: 1 },
  ],
  lookback: 11,
  run: cdlCounterAttackInto,
});

/**
 * Counterattack: a long candle answered by a long one of the other colour that closes at the same price.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 bullish, -100 bearish; 0 elsewhere
 * shape   0 in the lookback of 11
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLCOUNTERATTACK, exact
 * tags    pattern, candle
 */
export function cdlCounterAttack(bars: Candles): Float64Array {
  return findPattern(CDLCOUNTERATTACK, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlCounterAttackInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { close } = c;
  let bodies1 = state[at]!;
  let bodies0 = state[at + 1]!;
  let spans1 = state[at + 2]!;
  let bodyGrowth1 = growthBefore(TEN_BODIES, c, begin - 1);
  let colors = colorsBefore(c, begin, 1);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const body0 = body(c, bar);
    const isFound =
      turns(colors) &
      Number(body(c, bar - 1) > meanBody(bodies1)) &
      Number(body0 > meanBody(bodies0)) &
      Number(close[bar]! <= close[bar - 1]! + equal(spans1)) &
      Number(close[bar]! >= close[bar - 1]! - equal(spans1));
    output[bar] = (isFound * sign(colors)) | 0;
    const bodyGrowth0 = body0 - body(c, bar - 10);
    bodies1 += bodyGrowth1;
    bodies0 += bodyGrowth0;
    bodyGrowth1 = bodyGrowth0;
    spans1 += range(c, bar - 1) - range(c, bar - 6);
  }
  state[at] = bodies1;
  state[at + 1] = bodies0;
  state[at + 2] = spans1;
}
