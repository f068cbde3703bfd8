import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const WCLPRICE = defineIndicator({
  name: 'WCLPRICE',
  group: 'price',
  title: 'Weighted Close Price',
  inputs: ['high', 'low', 'close'],
  options: [],
  outputs: [realOutput('wclprice')],
  lookback: () => 0,
  gaps: 'elementwise',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end) => wclPriceInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, outputs[0]!),
});

/**
 * Weighted close: mean of high, low and twice the close.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  price
 * shape   no lookback; NaN in any column is NaN at that bar
 * edge    none: bars do not know each other
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  TA-Lib 0.7; golden: talib161 WCLPRICE, bit-exact
 * tags    price
 */
export function wclPrice(bars: HighLowClose): Float64Array {
  return evaluate(WCLPRICE, [bars.high, bars.low, bars.close])[0]!;
}

/** Kernel. No state. */
export function wclPriceInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = (high[bar]! + low[bar]! + close[bar]! * 2) / 4;
}
