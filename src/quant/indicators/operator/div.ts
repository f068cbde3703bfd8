import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const DIV = defineIndicator({
  name: 'DIV',
  group: 'operator',
  title: 'Vector Arithmetic Div',
  inputs: ['real0', 'real1'],
  options: [],
  outputs: [realOutput('div')],
  lookback: () => 0,
  gaps: 'elementwise',
  isPartial: true,
  scale: 'invariant',
  run: ({ inputs, outputs }, begin, end) => divInto(inputs[0]!, inputs[1]!, begin, end, outputs[0]!),
});

/**
 * Quotient of two series, bar by bar: left over right.
 *
 * in      left, right  Float64Array[n] each
 * out     Float64Array[n]
 * shape   no lookback; NaN in either is NaN at that bar
 * edge    x / 0 -> ±Infinity, 0 / 0 -> NaN, as the C
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  TA-Lib 0.7; golden: talib161 DIV, bit-exact
 * tags    math
 */
export function div(left: Float64Array, right: Float64Array): Float64Array {
  return evaluate(DIV, [left, right])[0]!;
}

/** Kernel. No state. */
export function divInto(
  left: Float64Array,
  right: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = left[bar]! / right[bar]!;
}
