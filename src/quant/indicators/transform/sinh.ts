import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const SINH = defineIndicator({
  name: 'SINH',
  group: 'transform',
  title: 'Vector Trigonometric Sinh',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('sinh')],
  lookback: () => 0,
  gaps: 'elementwise',
  run: ({ inputs, outputs }, begin, end) => sinhInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's hyperbolic sine.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    overflows beyond 710
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 SINH
 * tags    math
 */
export function sinh(values: Float64Array): Float64Array {
  return evaluate(SINH, [values])[0]!;
}

/** Kernel. No state. */
export function sinhInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.sinh(input[bar]!);
}
