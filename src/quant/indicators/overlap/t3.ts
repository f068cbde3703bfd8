import { defineIndicator, periodOption, realOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { advanceByShares, seedCascade } from './cascade.ts';
import { smoothingOf } from './ema.ts';

export const T3 = defineIndicator({
  name: 'T3',
  group: 'overlap',
  title: 'Triple Exponential Moving Average (T3)',
  inputs: ['real'],
  options: [periodOption(5), realOption('optInVFactor', 'volumeFactor', 0.7, 0, 1)],
  outputs: [realOutput('t3')],
  lookback: ([period]) => 6 * (period! - 1),
  slots: () => 7,
  gaps: 'poison',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    t3Into(inputs[0]!, begin, end, whole(options, 0), options[1]!, outputs[0]!, state, at),
});

/**
 * T3 (Tillson): six exponential averages in a row, recombined so that a volume factor sets how much lag is taken out.
 *
 * in      close         Float64Array[n]  any series, one instrument, ascending
 *         period        integer >= 2     bars, 5
 *         volumeFactor  0..1             0.7; 0 is the EMA of the EMA of the EMA
 * out     Float64Array[n]                unit of the input
 * shape   NaN before bar 6 * (period - 1)
 * seed    each EMA starts as the mean of its first `period` inputs; below 1e-9 after 20 * period bars
 * edge    n <= lookback -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  Tillson 1998; TA-Lib 0.7; golden: talib161 T3, bit-exact
 * tags    overlap, trend
 */
export function t3(close: Float64Array, period?: number, volumeFactor?: number): Float64Array {
  return evaluate(T3, [close], [period, volumeFactor])[0]!;
}

/** Kernel. State as `seedCascade`, six stages. */
export function t3Into(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  volumeFactor: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const lookback = 6 * (period - 1);
  const smoothing = smoothingOf(period);
  const rest = 1 - smoothing;
  const squared = volumeFactor * volumeFactor;
  const c1 = -(squared * volumeFactor);
  const c2 = 3 * (squared - c1);
  const c3 = -6 * squared - 3 * (volumeFactor - c1);
  const c4 = 1 + 3 * volumeFactor - c1 + 3 * squared;
  let bar = begin;
  for (; bar < end && state[at]! <= lookback; bar += 1) {
    seedCascade(input[bar]!, period, smoothing, 6, advanceByShares, state, at);
    const value = c1 * state[at + 6]! + c2 * state[at + 5]! + c3 * state[at + 4]! + c4 * state[at + 3]!;
    output[bar] = state[at]! > lookback ? value : Number.NaN;
  }
  let [e1, e2, e3] = [state[at + 1]!, state[at + 2]!, state[at + 3]!];
  let [e4, e5, e6] = [state[at + 4]!, state[at + 5]!, state[at + 6]!];
  for (; bar < end; bar += 1) {
    e1 = smoothing * input[bar]! + rest * e1;
    e2 = smoothing * e1 + rest * e2;
    e3 = smoothing * e2 + rest * e3;
    e4 = smoothing * e3 + rest * e4;
    e5 = smoothing * e4 + rest * e5;
    e6 = smoothing * e5 + rest * e6;
    output[bar] = c1 * e6 + c2 * e5 + c3 * e4 + c4 * e3;
  }
  state.set([e1, e2, e3, e4, e5, e6], at + 1);
}
