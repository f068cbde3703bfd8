import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';

export const SUM = defineIndicator({
  name: 'SUM',
  group: 'operator',
  title: 'Summation',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [realOutput('sum')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period! - 1,
  slots: () => 2,
  gaps: 'poison',
  scale: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    sumInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Sum of the last `period` values.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none, except by rounding
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 SUM, bit-exact
 * tags    math
 */
export function sum(values: Float64Array, period?: number): Float64Array {
  return evaluate(SUM, [values], [period])[0]!;
}

/** Kernel. State: bars seen (up to period - 1), running sum. */
export function sumInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let seen = state[at]!;
  let total = state[at + 1]!;
  let bar = begin;
  for (; bar < end && seen < period - 1; bar += 1, seen += 1) {
    total += input[bar]!;
    output[bar] = Number.NaN;
  }
  for (let oldest = bar - period + 1; bar < end; bar += 1, oldest += 1) {
    total += input[bar]!;
    output[bar] = total;
    total -= input[oldest]!;
  }
  state[at] = seen;
  state[at + 1] = total;
}
