import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const TAN = defineIndicator({
  name: 'TAN',
  group: 'transform',
  title: 'Vector Trigonometric Tan',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('tan')],
  lookback: () => 0,
  gaps: 'elementwise',
  run: ({ inputs, outputs }, begin, end) => tanInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's tangent of radians.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    none: defined for every finite number
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 TAN
 * tags    math
 */
export function tan(values: Float64Array): Float64Array {
  return evaluate(TAN, [values])[0]!;
}

/** Kernel. No state. */
export function tanInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.tan(input[bar]!);
}
