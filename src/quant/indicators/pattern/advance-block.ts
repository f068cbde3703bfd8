import { FIVE_RANGES, far, growthBefore, meanBody, meanShadow, near, TEN_BODIES, TEN_SHADOWS } from './averages.ts';
import {
  body,
  type Candles,
  colorsBefore,
  nextColors,
  range,
  shadows,
  upperShadowBelow,
  upperShadowExceeds,
} from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLADVANCEBLOCK = defineCandle({
  name: 'CDLADVANCEBLOCK',
  title: 'Advance Block',
  averages: [
    { measure: TEN_BODIES, shift: 2 },
    { measure: TEN_SHADOWS, shift: 2 },
    { measure: TEN_SHADOWS, shift: 1 },
    { measure: TEN_SHADOWS, shift: 0 },
    { measure: FIVE_RANGES, shift: 2 },
    { measure: FIVE_RANGES, shift: 1 },
  ],
  lookback: 12,
  run: cdlAdvanceBlockInto,
});

/**
 * Advance block: three white candles close higher and higher while bodies shrink or upper shadows grow.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  -100 where it is found (bearish); 0 elsewhere
 * shape   0 in the lookback of 12
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLADVANCEBLOCK, exact
 * tags    pattern, candle
 */
export function cdlAdvanceBlock(bars: Candles): Float64Array {
  return findPattern(CDLADVANCEBLOCK, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlAdvanceBlockInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { open, close } = c;
  let bodies2 = state[at]!;
  let shadowSums2 = state[at + 1]!;
  let shadowSums1 = state[at + 2]!;
  let shadowSums0 = state[at + 3]!;
  let spans2 = state[at + 4]!;
  let spans1 = state[at + 5]!;
  let shadowGrowth1 = growthBefore(TEN_SHADOWS, c, begin - 1);
  let shadowGrowth2 = growthBefore(TEN_SHADOWS, c, begin - 2);
  let spanGrowth2 = growthBefore(FIVE_RANGES, c, begin - 2);
  let colors = colorsBefore(c, begin, 2);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const body0 = body(c, bar);
    const body1 = body(c, bar - 1);
    const body2 = body(c, bar - 2);
    const isFound =
      (colors & 0b111) === 0b111 &&
      close[bar]! > close[bar - 1]! &&
      close[bar - 1]! > close[bar - 2]! &&
      open[bar - 1]! > open[bar - 2]! &&
      open[bar - 1]! <= close[bar - 2]! + near(spans2) &&
      open[bar]! > open[bar - 1]! &&
      open[bar]! <= close[bar - 1]! + near(spans1) &&
      body2 > meanBody(bodies2) &&
      upperShadowBelow(c, bar - 2, meanShadow(shadowSums2)) &&
      ((body1 < body2 - far(spans2) && body0 < body1 + near(spans1)) ||
        body0 < body1 - far(spans1) ||
        (body0 < body1 &&
          (upperShadowExceeds(c, bar, body0) ||
            (body1 < body2 &&
              (upperShadowExceeds(c, bar, meanShadow(shadowSums0)) ||
                upperShadowExceeds(c, bar - 1, meanShadow(shadowSums1)))))));
    output[bar] = isFound ? -100 : 0;
    bodies2 += body2 - body(c, bar - 12);
    const shadowGrowth0 = shadows(c, bar) - shadows(c, bar - 10);
    shadowSums2 += shadowGrowth2;
    shadowSums1 += shadowGrowth1;
    shadowSums0 += shadowGrowth0;
    shadowGrowth2 = shadowGrowth1;
    shadowGrowth1 = shadowGrowth0;
    spans2 += spanGrowth2;
    spanGrowth2 = range(c, bar - 1) - range(c, bar - 6);
    spans1 += spanGrowth2;
  }
  state[at] = bodies2;
  state[at + 1] = shadowSums2;
  state[at + 2] = shadowSums1;
  state[at + 3] = shadowSums0;
  state[at + 4] = spans2;
  state[at + 5] = spans1;
}
