import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const TYPPRICE = defineIndicator({
  name: 'TYPPRICE',
  group: 'price',
  title: 'Typical Price',
  inputs: ['high', 'low', 'close'],
  options: [],
  outputs: [realOutput('typprice')],
  lookback: () => 0,
  gaps: 'elementwise',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end) => typPriceInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, outputs[0]!),
});

/**
 * Typical price: mean of high, low and close.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  price
 * shape   no lookback; NaN in any column is NaN at that bar
 * edge    none: bars do not know each other
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  TA-Lib 0.7; golden: talib161 TYPPRICE, bit-exact
 * tags    price
 */
export function typPrice(bars: HighLowClose): Float64Array {
  return evaluate(TYPPRICE, [bars.high, bars.low, bars.close])[0]!;
}

/** Kernel. No state. */
export function typPriceInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = (high[bar]! + low[bar]! + close[bar]!) / 3;
}
