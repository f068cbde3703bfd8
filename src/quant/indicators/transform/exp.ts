import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const EXP = defineIndicator({
  name: 'EXP',
  group: 'transform',
  title: 'Vector Arithmetic Exp',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('exp')],
  lookback: () => 0,
  gaps: 'elementwise',
  run: ({ inputs, outputs }, begin, end) => expInto(inputs[0]!, begin, end, outputs[0]!),
});

/**
 * Each element's e to its power.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]
 * shape   no lookback; NaN stays NaN at its own place
 * edge    overflows to Infinity beyond 709
 * cost    one pass, one allocation
 * source  TA-Lib 0.7; golden: talib161 EXP
 * tags    math
 */
export function exp(values: Float64Array): Float64Array {
  return evaluate(EXP, [values])[0]!;
}

/** Kernel. No state. */
export function expInto(input: Float64Array, begin: number, end: number, output: Float64Array): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.exp(input[bar]!);
}
