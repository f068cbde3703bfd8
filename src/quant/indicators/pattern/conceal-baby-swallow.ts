import { growthBefore, TEN_RANGES, tiny } from './averages.ts';
import {
  type Candles,
  colorsBefore,
  gapsDown,
  lowerShadowBelow,
  nextColors,
  range,
  upperShadowBelow,
  upperShadowExceeds,
} from './candles.ts';
import { defineCandle, findPattern } from './define-candle.ts';

export const CDLCONCEALBABYSWALL = defineCandle({
  name: 'CDLCONCEALBABYSWALL',
  title: 'Concealing Baby Swallow',
  averages: [
    { measure: TEN_RANGES, shift: 3 },
    { measure: TEN_RANGES, shift: 2 },
    { measure: TEN_RANGES, shift: 1 },
  ],
  lookback: 13,
  run: cdlConcealBabySwallowInto,
});

/**
 * Concealing baby swallow: four black candles: two without shadows, one that gaps down but reaches back into the second, one that swallows it.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  100 where it is found (bullish); 0 elsewhere
 * shape   0 in the lookback of 13
 * edge    the trend before it is not judged; a bar that is not finite -> 0, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.7 with its default candle settings; golden: talib161 and talib61 CDLCONCEALBABYSWALL, exact
 * tags    pattern, candle
 */
export function cdlConcealBabySwallow(bars: Candles): Float64Array {
  return findPattern(CDLCONCEALBABYSWALL, bars);
}

/** Kernel. State: the totals, in the order of `averages`. */
export function cdlConcealBabySwallowInto(
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const { high, low, close } = c;
  let ranges3 = state[at]!;
  let ranges2 = state[at + 1]!;
  let ranges1 = state[at + 2]!;
  let rangeGrowth2 = growthBefore(TEN_RANGES, c, begin - 2);
  let rangeGrowth3 = growthBefore(TEN_RANGES, c, begin - 3);
  let colors = colorsBefore(c, begin, 3);
  for (let bar = begin; bar < end; bar += 1) {
    colors = nextColors(colors, c, bar);
    const isFound =
      (colors & 0b1111) === 0b0000 &&
      lowerShadowBelow(c, bar - 3, tiny(ranges3)) &&
      upperShadowBelow(c, bar - 3, tiny(ranges3)) &&
      lowerShadowBelow(c, bar - 2, tiny(ranges2)) &&
      upperShadowBelow(c, bar - 2, tiny(ranges2)) &&
      gapsDown(c, bar - 1, bar - 2) &&
      upperShadowExceeds(c, bar - 1, tiny(ranges1)) &&
      high[bar - 1]! > close[bar - 2]! &&
      high[bar]! > high[bar - 1]! &&
      low[bar]! < low[bar - 1]!;
    output[bar] = isFound ? 100 : 0;
    const rangeGrowth1 = range(c, bar - 1) - range(c, bar - 11);
    ranges3 += rangeGrowth3;
    ranges2 += rangeGrowth2;
    ranges1 += rangeGrowth1;
    rangeGrowth3 = rangeGrowth2;
    rangeGrowth2 = rangeGrowth1;
  }
  state[at] = ranges3;
  state[at + 1] = ranges2;
  state[at + 2] = ranges1;
}
