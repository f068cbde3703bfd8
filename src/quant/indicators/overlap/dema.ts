import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { advanceByDistance, seedCascade } from './cascade.ts';
import { smoothingOf } from './ema.ts';

export const DEMA = defineIndicator({
  name: 'DEMA',
  group: 'overlap',
  title: 'Double Exponential Moving Average',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [realOutput('dema')],
  lookback: ([period]) => 2 * (period! - 1),
  slots: () => 3,
  gaps: 'poison',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    demaInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Double exponential moving average (Mulloy): 2 * EMA - EMA of EMA, which takes out most of the lag.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input
 * shape   NaN before bar 2 * (period - 1)
 * seed    each EMA starts as the mean of its first `period` inputs; below 1e-9 after 13 * period bars
 * edge    n <= lookback -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  Mulloy 1994; TA-Lib 0.7; golden: talib161 DEMA, bit-exact
 * tags    overlap, trend
 */
export function dema(close: Float64Array, period?: number): Float64Array {
  return evaluate(DEMA, [close], [period])[0]!;
}

/** Kernel. State as `seedCascade`. */
export function demaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const lookback = 2 * (period - 1);
  const smoothing = smoothingOf(period);
  let bar = begin;
  for (; bar < end && state[at]! <= lookback; bar += 1) {
    seedCascade(input[bar]!, period, smoothing, 2, advanceByDistance, state, at);
    output[bar] = state[at]! > lookback ? 2 * state[at + 1]! - state[at + 2]! : Number.NaN;
  }
  let first = state[at + 1]!;
  let second = state[at + 2]!;
  for (; bar < end; bar += 1) {
    first = (input[bar]! - first) * smoothing + first;
    second = (first - second) * smoothing + second;
    output[bar] = 2 * first - second;
  }
  state[at + 1] = first;
  state[at + 2] = second;
}
