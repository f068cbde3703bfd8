import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';

export const RMA = defineIndicator({
  name: 'RMA',
  group: 'overlap',
  title: "Wilder's Smoothed Moving Average",
  inputs: ['real'],
  options: [periodOption(30, 1)],
  outputs: [realOutput('rma')],
  lookback: ([period]) => period! - 1,
  slots: () => 2,
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    rmaInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Wilder's moving average: exponential with a weight of 1 / period, the smoothing inside RSI, ATR and ADX.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 1     bars, 30; 1 copies
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    mean of the first `period` bars; its weight is below 1e-9 after 21 * period bars
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  Wilder 1978; TA-Lib 0.8.1; golden: talib081 RMA
 * tags    overlap, trend
 */
export function rma(close: Float64Array, period?: number): Float64Array {
  return evaluate(RMA, [close], [period])[0]!;
}

/** Kernel. State: bars seen (up to period), then the running sum until seeded and the average afterwards. */
export function rmaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let seen = state[at]!;
  let average = state[at + 1]!;
  let bar = begin;
  for (; bar < end && seen < period; bar += 1) {
    average += input[bar]!;
    seen += 1;
    if (seen === period) average /= period;
    output[bar] = seen === period ? average : Number.NaN;
  }
  for (; bar < end; bar += 1) {
    average = (average * (period - 1) + input[bar]!) / period;
    output[bar] = average;
  }
  state[at] = seen;
  state[at + 1] = average;
}
