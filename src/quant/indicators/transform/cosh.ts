import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const COSH = defineIndicator({
  name: 'COSH',
  group: 'transform',
  title: 'Vector Trigonometric Cosh',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('cosh')],
  lookback: () => 0,
  gaps: 'elementwise',
  run: ({ inputs, outputs }, begin, end) => coshInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's hyperbolic cosine.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    overflows to Infinity beyond 710
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 COSH
 * tags    math
 */
export function cosh(values: Float64Array): Float64Array {
  return evaluate(COSH, [values])[0]!;
}

/** Kernel. No state. */
export function coshInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.cosh(input[bar]!);
}
