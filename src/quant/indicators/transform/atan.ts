import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const ATAN = defineIndicator({
  name: 'ATAN',
  group: 'transform',
  title: 'Vector Trigonometric ATan',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('atan', 'outReal', [-Math.PI / 2, Math.PI / 2])],
  lookback: () => 0,
  gaps: 'elementwise',
  run: ({ inputs, outputs }, begin, end) => atanInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's arc tangent, in radians.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    none: defined for every finite number
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 ATAN
 * tags    math
 */
export function atan(values: Float64Array): Float64Array {
  return evaluate(ATAN, [values])[0]!;
}

/** Kernel. No state. */
export function atanInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.atan(input[bar]!);
}
