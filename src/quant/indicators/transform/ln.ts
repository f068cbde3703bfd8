import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const LN = defineIndicator({
  name: 'LN',
  group: 'transform',
  title: 'Vector Log Natural',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('ln')],
  lookback: () => 0,
  gaps: 'elementwise',
  isPartial: true,
  run: ({ inputs, outputs }, begin, end) => lnInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's natural logarithm.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    0 -> -Infinity; x < 0 -> NaN
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 LN
 * tags    math
 */
export function ln(values: Float64Array): Float64Array {
  return evaluate(LN, [values])[0]!;
}

/** Kernel. No state. */
export function lnInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.log(input[bar]!);
}
