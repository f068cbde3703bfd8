import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const SQRT = defineIndicator({
  name: 'SQRT',
  group: 'transform',
  title: 'Vector Square Root',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('sqrt')],
  lookback: () => 0,
  gaps: 'elementwise',
  isPartial: true,
  run: ({ inputs, outputs }, begin, end) => sqrtInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's square root.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    x < 0 -> NaN
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 SQRT
 * tags    math
 */
export function sqrt(values: Float64Array): Float64Array {
  return evaluate(SQRT, [values])[0]!;
}

/** Kernel. No state. */
export function sqrtInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.sqrt(input[bar]!);
}
