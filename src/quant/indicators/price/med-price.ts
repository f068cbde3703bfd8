import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const MEDPRICE = defineIndicator({
  name: 'MEDPRICE',
  group: 'price',
  title: 'Median Price',
  inputs: ['high', 'low'],
  options: [],
  outputs: [realOutput('medprice')],
  lookback: () => 0,
  gaps: 'elementwise',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end) => medPriceInto(inputs[0]!, inputs[1]!, begin, end, outputs[0]!),
});

/**
 * Middle of the bar: mean of high and low.
 *
 * in      bars    high, low: Float64Array[n] each, price
 * out     Float64Array[n]  price
 * shape   no lookback; NaN in any column is NaN at that bar
 * edge    none: bars do not know each other
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  TA-Lib 0.7; golden: talib161 MEDPRICE, bit-exact
 * tags    price
 */
export function medPrice(bars: HighLow): Float64Array {
  return evaluate(MEDPRICE, [bars.high, bars.low])[0]!;
}

/** Kernel. No state. */
export function medPriceInto(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = (high[bar]! + low[bar]!) / 2;
}
