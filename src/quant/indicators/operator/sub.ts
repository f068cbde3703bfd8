import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const SUB = defineIndicator({
  name: 'SUB',
  group: 'operator',
  title: 'Vector Arithmetic Substraction',
  inputs: ['real0', 'real1'],
  options: [],
  outputs: [realOutput('sub')],
  lookback: () => 0,
  gaps: 'elementwise',
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end) => subInto(inputs[0]!, inputs[1]!, begin, end, outputs[0]!),
});

/**
 * Difference of two series, bar by bar: left minus right.
 *
 * in      left, right  Float64Array[n] each
 * out     Float64Array[n]
 * shape   no lookback; NaN in either is NaN at that bar
 * edge    none: defined for every pair of finite numbers
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  TA-Lib 0.7; golden: talib161 SUB, bit-exact
 * tags    math
 */
export function sub(left: Float64Array, right: Float64Array): Float64Array {
  return evaluate(SUB, [left, right])[0]!;
}

/** Kernel. No state. */
export function subInto(
  left: Float64Array,
  right: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = left[bar]! - right[bar]!;
}
