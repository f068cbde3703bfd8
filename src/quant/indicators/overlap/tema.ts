import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { advanceByDistance, seedCascade } from './cascade.ts';
import { smoothingOf } from './ema.ts';

export const TEMA = defineIndicator({
  name: 'TEMA',
  group: 'overlap',
  title: 'Triple Exponential Moving Average',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [realOutput('tema')],
  lookback: ([period]) => 3 * (period! - 1),
  slots: () => 4,
  gaps: 'poison',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    temaInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Triple exponential moving average (Mulloy): 3 * EMA - 3 * EMA² + EMA³, less lag than DEMA still.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input
 * shape   NaN before bar 3 * (period - 1)
 * seed    each EMA starts as the mean of its first `period` inputs; below 1e-9 after 15 * period bars
 * edge    n <= lookback -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  Mulloy 1994; TA-Lib 0.7; golden: talib161 TEMA, bit-exact
 * tags    overlap, trend
 */
export function tema(close: Float64Array, period?: number): Float64Array {
  return evaluate(TEMA, [close], [period])[0]!;
}

/** Kernel. State as `seedCascade`. */
export function temaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const lookback = 3 * (period - 1);
  const smoothing = smoothingOf(period);
  let bar = begin;
  for (; bar < end && state[at]! <= lookback; bar += 1) {
    seedCascade(input[bar]!, period, smoothing, 3, advanceByDistance, state, at);
    const value = state[at + 3]! + (3 * state[at + 1]! - 3 * state[at + 2]!);
    output[bar] = state[at]! > lookback ? value : Number.NaN;
  }
  let first = state[at + 1]!;
  let second = state[at + 2]!;
  let third = state[at + 3]!;
  for (; bar < end; bar += 1) {
    first = (input[bar]! - first) * smoothing + first;
    second = (first - second) * smoothing + second;
    third = (second - third) * smoothing + third;
    output[bar] = third + (3 * first - 3 * second);
  }
  state[at + 1] = first;
  state[at + 2] = second;
  state[at + 3] = third;
}
