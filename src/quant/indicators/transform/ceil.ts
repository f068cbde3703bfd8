import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const CEIL = defineIndicator({
  name: 'CEIL',
  group: 'transform',
  title: 'Vector Ceil',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('ceil')],
  lookback: () => 0,
  gaps: 'elementwise',
  run: ({ inputs, outputs }, begin, end) => ceilInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's smallest whole number not below it.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    none: defined for every finite number
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 CEIL
 * tags    math
 */
export function ceil(values: Float64Array): Float64Array {
  return evaluate(CEIL, [values])[0]!;
}

/** Kernel. No state. */
export function ceilInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.ceil(input[bar]!);
}
