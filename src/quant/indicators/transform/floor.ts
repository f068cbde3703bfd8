import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const FLOOR = defineIndicator({
  name: 'FLOOR',
  group: 'transform',
  title: 'Vector Floor',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('floor')],
  lookback: () => 0,
  gaps: 'elementwise',
  run: ({ inputs, outputs }, begin, end) => floorInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's largest whole number not above it.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    none: defined for every finite number
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 FLOOR
 * tags    math
 */
export function floor(values: Float64Array): Float64Array {
  return evaluate(FLOOR, [values])[0]!;
}

/** Kernel. No state. */
export function floorInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.floor(input[bar]!);
}
