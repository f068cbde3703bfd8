import type { OpenHighLowClose } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { isZeroOrNegative } from '../kernel/zero.ts';

export const BOP = defineIndicator({
  name: 'BOP',
  group: 'momentum',
  title: 'Balance Of Power',
  inputs: ['open', 'high', 'low', 'close'],
  options: [],
  outputs: [realOutput('bop', 'outReal', [-1, 1])],
  lookback: () => 0,
  gaps: 'elementwise',
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end) =>
    bopInto(inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!, begin, end, outputs[0]!),
});

/**
 * Balance of power (Livshin): how much of its range a bar gained or lost from open to close.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  -1..1
 * shape   no lookback; NaN in any column is NaN at that bar
 * edge    high = low (within 1e-14) -> 0
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  TA-Lib 0.7; golden: talib161 BOP, bit-exact
 * tags    momentum, oscillator
 */
export function bop(bars: OpenHighLowClose): Float64Array {
  return evaluate(BOP, [bars.open, bars.high, bars.low, bars.close])[0]!;
}

/** Kernel. No state. */
export function bopInto(
  open: Float64Array,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
): void {
  for (let bar = begin; bar < end; bar += 1) {
    const range = high[bar]! - low[bar]!;
    const gain = close[bar]! - open[bar]!;
    // 0, but NaN must not vanish.
    output[bar] = isZeroOrNegative(range) ? gain - gain : gain / range;
  }
}
