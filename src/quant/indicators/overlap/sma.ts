import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';

export const SMA = defineIndicator({
  name: 'SMA',
  group: 'overlap',
  title: 'Simple Moving Average',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [realOutput('sma')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period! - 1,
  slots: () => 2,
  gaps: 'poison',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    smaInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Simple moving average: the mean of the last `period` prices.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window, except by rounding
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter when period is not an integer >= 2
 * source  TA-Lib 0.7 order of summation (add, emit, subtract); golden: talib161 SMA, bit-exact
 * tags    overlap, trend
 */
export function sma(close: Float64Array, period?: number): Float64Array {
  return evaluate(SMA, [close], [period])[0]!;
}

/** Kernel. State: bars seen (up to period - 1), running sum. */
export function smaInto(
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
  let bar = begin;
  for (; bar < end && seen < period - 1; bar += 1, seen += 1) {
    sum += input[bar]!;
    output[bar] = Number.NaN;
  }
  for (let oldest = bar - period + 1; bar < end; bar += 1, oldest += 1) {
    sum += input[bar]!;
    output[bar] = sum / period;
    sum -= input[oldest]!;
  }
  state[at] = seen;
  state[at + 1] = sum;
}
