import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const LOG10 = defineIndicator({
  name: 'LOG10',
  group: 'transform',
  title: 'Vector Log10',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('log10')],
  lookback: () => 0,
  gaps: 'elementwise',
  isPartial: true,
  run: ({ inputs, outputs }, begin, end) => log10Into(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's logarithm to base 10.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    0 -> -Infinity; x < 0 -> NaN
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 LOG10
 * tags    math
 */
export function log10(values: Float64Array): Float64Array {
  return evaluate(LOG10, [values])[0]!;
}

/** Kernel. No state. */
export function log10Into(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.log10(input[bar]!);
}
