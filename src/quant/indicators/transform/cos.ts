import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const COS = defineIndicator({
  name: 'COS',
  group: 'transform',
  title: 'Vector Trigonometric Cos',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('cos', 'outReal', [-1, 1])],
  lookback: () => 0,
  gaps: 'elementwise',
  run: ({ inputs, outputs }, begin, end) => cosInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's cosine of radians.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    none: defined for every finite number
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 COS
 * tags    math
 */
export function cos(values: Float64Array): Float64Array {
  return evaluate(COS, [values])[0]!;
}

/** Kernel. No state. */
export function cosInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.cos(input[bar]!);
}
