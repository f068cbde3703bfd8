import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const ASIN = defineIndicator({
  name: 'ASIN',
  group: 'transform',
  title: 'Vector Trigonometric ASin',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('asin', 'outReal', [-Math.PI / 2, Math.PI / 2])],
  lookback: () => 0,
  gaps: 'elementwise',
  isPartial: true,
  run: ({ inputs, outputs }, begin, end) => asinInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's arc sine, in radians.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    |x| > 1 -> NaN
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 ASIN
 * tags    math
 */
export function asin(values: Float64Array): Float64Array {
  return evaluate(ASIN, [values])[0]!;
}

/** Kernel. No state. */
export function asinInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.asin(input[bar]!);
}
