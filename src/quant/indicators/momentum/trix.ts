import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { advanceByDistance, seedCascade } from '../overlap/cascade.ts';
import { smoothingOf } from '../overlap/ema.ts';

export const TRIX = defineIndicator({
  name: 'TRIX',
  group: 'momentum',
  title: '1-day Rate-Of-Change (ROC) of a Triple Smooth EMA',
  inputs: ['real'],
  options: [periodOption(30, 1)],
  outputs: [realOutput('trix')],
  lookback: ([period]) => 3 * (period! - 1) + 1,
  slots: () => 4,
  gaps: 'poison',
  scale: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    trixInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * TRIX (Hutson): change, bar over bar, of an EMA of an EMA of an EMA.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 *         period  integer >= 1     bars, 30
 * out     Float64Array[n]          percent per bar
 * shape   NaN before bar 3 * (period - 1) + 1
 * seed    each EMA starts as the mean of its first `period` inputs; below 1e-9 after 15 * period bars
 * edge    a previous average of 0 -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  Hutson 1983; TA-Lib 0.7; golden: talib161 TRIX, bit-exact
 * tags    momentum, oscillator
 */
export function trix(close: Float64Array, period?: number): Float64Array {
  return evaluate(TRIX, [close], [period])[0]!;
}

/** Kernel. State as `seedCascade`, three stages. */
export function trixInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const barsToSeed = 3 * (period - 1) + 1;
  const smoothing = smoothingOf(period);
  let bar = begin;
  for (; bar < end && state[at]! < barsToSeed; bar += 1) {
    seedCascade(input[bar]!, period, smoothing, 3, advanceByDistance, state, at);
    output[bar] = Number.NaN;
  }
  let first = state[at + 1]!;
  let second = state[at + 2]!;
  let third = state[at + 3]!;
  for (; bar < end; bar += 1) {
    const before = third;
    first = (input[bar]! - first) * smoothing + first;
    second = (first - second) * smoothing + second;
    third = (second - third) * smoothing + third;
    output[bar] = before === 0 ? 0 : (third / before - 1) * 100;
  }
  state[at + 1] = first;
  state[at + 2] = second;
  state[at + 3] = third;
}
