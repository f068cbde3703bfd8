import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const ADD = defineIndicator({
  name: 'ADD',
  group: 'operator',
  title: 'Vector Arithmetic Add',
  inputs: ['real0', 'real1'],
  options: [],
  outputs: [realOutput('add')],
  lookback: () => 0,
  gaps: 'elementwise',
  scale: 'follows',
  run: ({ inputs, outputs }, begin, end) => addInto(inputs[0]!, inputs[1]!, begin, end, outputs[0]!),
});

/**
 * Sum of two series, bar by bar: left plus right.
 *
 * in      left, right  Float64Array[n] each
 * out     Float64Array[n]
 * shape   no lookback; NaN in either is NaN at that bar
 * edge    none: defined for every pair of finite numbers
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  TA-Lib 0.7; golden: talib161 ADD, bit-exact
 * tags    math
 */
export function add(left: Float64Array, right: Float64Array): Float64Array {
  return evaluate(ADD, [left, right])[0]!;
}

/** Kernel. No state. */
export function addInto(
  left: Float64Array,
  right: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = left[bar]! + right[bar]!;
}
