import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';

export const EMA = defineIndicator({
  name: 'EMA',
  group: 'overlap',
  title: 'Exponential Moving Average',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [realOutput('ema')],
  lookback: ([period]) => period! - 1,
  slots: () => 2,
  gaps: 'poison',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    emaInto(inputs[0]!, begin, end, whole(options, 0), smoothingOf(whole(options, 0)), outputs[0]!, state, at),
});

/**
 * Exponential moving average with k = 2 / (period + 1): recent prices weigh more, old ones fade.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    mean of the first `period` bars; its weight is below 1e-9 after 11 * period bars
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter when period is not an integer >= 2
 * source  TA-Lib 0.7 (y += (x - y) * k); golden: talib161 EMA, bit-exact
 * tags    overlap, trend
 */
export function ema(close: Float64Array, period?: number): Float64Array {
  return evaluate(EMA, [close], [period])[0]!;
}

/** The weight of the newest bar in an average of `period` bars. */
export function smoothingOf(period: number): number {
  return 2 / (period + 1);
}

/** Kernel. State: bars seen (up to period), then the running sum until seeded and the average afterwards. */
export function emaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  smoothing: number,
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
    average = (input[bar]! - average) * smoothing + average;
    output[bar] = average;
  }
  state[at] = seen;
  state[at + 1] = average;
}
