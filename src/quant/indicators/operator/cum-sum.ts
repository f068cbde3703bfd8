import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const CUMSUM = defineIndicator({
  name: 'CUMSUM',
  group: 'operator',
  title: 'Cumulative Sum',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('cumsum')],
  lookback: () => 0,
  slots: () => 1,
  scale: 'follows',
  run: ({ inputs, outputs }, begin, end, _, state, at) => cumSumInto(inputs[0]!, begin, end, outputs[0]!, state, at),
});

/**
 * Running total of a series from its first bar on.
 *
 * in      values  Float64Array[n]
 * out     Float64Array[n]  unit of the input
 * shape   no lookback
 * seed    the first bar: the level depends on where the series starts
 * edge    a bar that is not finite -> NaN, restarts after it from 0
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.8.1; golden: talib081 CUMSUM
 * tags    math
 */
export function cumSum(values: Float64Array): Float64Array {
  return evaluate(CUMSUM, [values])[0]!;
}

/** Kernel. State: the running sum. */
export function cumSumInto(
  input: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let total = state[at]!;
  for (let bar = begin; bar < end; bar += 1) {
    total += input[bar]!;
    output[bar] = total;
  }
  state[at] = total;
}
