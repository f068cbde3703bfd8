import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const SIN = defineIndicator({
  name: 'SIN',
  group: 'transform',
  title: 'Vector Trigonometric Sin',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('sin', 'outReal', [-1, 1])],
  lookback: () => 0,
  gaps: 'elementwise',
  run: ({ inputs, outputs }, begin, end) => sinInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's sine of radians.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    none: defined for every finite number
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 SIN
 * tags    math
 */
export function sin(values: Float64Array): Float64Array {
  return evaluate(SIN, [values])[0]!;
}

/** Kernel. No state. */
export function sinInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.sin(input[bar]!);
}
