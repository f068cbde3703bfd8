import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const ACOS = defineIndicator({
  name: 'ACOS',
  group: 'transform',
  title: 'Vector Trigonometric ACos',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('acos', 'outReal', [0, Math.PI])],
  lookback: () => 0,
  gaps: 'elementwise',
  isPartial: true,
  run: ({ inputs, outputs }, begin, end) => acosInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's arc cosine, in radians.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    |x| > 1 -> NaN
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 ACOS
 * tags    math
 */
export function acos(values: Float64Array): Float64Array {
  return evaluate(ACOS, [values])[0]!;
}

/** Kernel. No state. */
export function acosInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.acos(input[bar]!);
}
