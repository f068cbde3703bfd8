import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';

export const WMA = defineIndicator({
  name: 'WMA',
  group: 'overlap',
  title: 'Weighted Moving Average',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [realOutput('wma')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 3,
  gaps: 'poison',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    wmaInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Weighted moving average: the newest of `period` bars weighs `period`, the oldest 1.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none, except by rounding
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 WMA, bit-exact
 * tags    overlap, trend
 */
export function wma(close: Float64Array, period?: number): Float64Array {
  return evaluate(WMA, [close], [period])[0]!;
}

/** Kernel. State: bars seen (up to period), weighted sum without the newest weight, plain sum. */
export function wmaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let seen = state[at]!;
  let weighted = state[at + 1]!;
  let plain = state[at + 2]!;
  const weight = (period * (period + 1)) / 2;
  let bar = begin;
  for (; bar < end && seen < period; bar += 1) {
    seen += 1;
    plain += input[bar]!;
    weighted += input[bar]! * seen;
    output[bar] = seen === period ? weighted / weight : Number.NaN;
  }
  // The step that belongs to the end of each bar is done at the start of the next.
  for (let left = bar - period; bar < end; bar += 1, left += 1) {
    weighted -= plain;
    plain += input[bar]!;
    plain -= input[left]!;
    weighted += input[bar]! * period;
    output[bar] = weighted / weight;
  }
  state[at] = seen;
  state[at + 1] = weighted;
  state[at + 2] = plain;
}
