import type { OpenHighLowClose } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const AVGPRICE = defineIndicator({
  name: 'AVGPRICE',
  group: 'price',
  title: 'Average Price',
  inputs: ['open', 'high', 'low', 'close'],
  options: [],
  outputs: [realOutput('avgprice')],
  lookback: () => 0,
  gaps: 'elementwise',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end) =>
    avgPriceInto(inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!, begin, end, outputs[0]!),
});

/**
 * Mean of open, high, low and close.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  price
 * shape   no lookback; NaN in any column is NaN at that bar
 * edge    none: bars do not know each other
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  TA-Lib 0.7; golden: talib161 AVGPRICE, bit-exact
 * tags    price
 */
export function avgPrice(bars: OpenHighLowClose): Float64Array {
  return evaluate(AVGPRICE, [bars.open, bars.high, bars.low, bars.close])[0]!;
}

/** Kernel. No state. */
export function avgPriceInto(
  open: Float64Array,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = (high[bar]! + low[bar]! + close[bar]! + open[bar]!) / 4;
}
