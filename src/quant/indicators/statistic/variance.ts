import { defineIndicator, periodOption, realOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';

export const VAR = defineIndicator({
  name: 'VAR',
  group: 'statistic',
  title: 'Variance',
  inputs: ['real'],
  options: [periodOption(5, 1), realOption('optInNbDev', 'deviations', 1)],
  outputs: [realOutput('var')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period! - 1,
  slots: () => 3,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    varianceInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Population variance of the last `period` values.
 *
 * in      values      Float64Array[n]
 *         period      integer >= 1     bars
 *         deviations  taken and ignored, as TA-Lib does
 * out     Float64Array[n]              square of the unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none, except by rounding
 * edge    computed as E[x²] - E[x]²: where the mean is large against the spread it is inexact and can be below 0
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  TA-Lib 0.7, ddof 0; golden: talib161 VAR, bit-exact
 * tags    statistic, volatility
 */
export function variance(values: Float64Array, period?: number, deviations?: number): Float64Array {
  return evaluate(VAR, [values], [period, deviations])[0]!;
}

/** Kernel. State: bars seen (up to period - 1), running sum, running sum of squares. */
export function varianceInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let seen = state[at]!;
  let sum = state[at + 1]!;
  let squares = state[at + 2]!;
  let bar = begin;
  for (; bar < end && seen < period - 1; bar += 1, seen += 1) {
    sum += input[bar]!;
    squares += input[bar]! * input[bar]!;
    output[bar] = Number.NaN;
  }
  for (let oldest = bar - period + 1; bar < end; bar += 1, oldest += 1) {
    sum += input[bar]!;
    squares += input[bar]! * input[bar]!;
    const mean = sum / period;
    output[bar] = squares / period - mean * mean;
    sum -= input[oldest]!;
    squares -= input[oldest]! * input[oldest]!;
  }
  state[at] = seen;
  state[at + 1] = sum;
  state[at + 2] = squares;
}
