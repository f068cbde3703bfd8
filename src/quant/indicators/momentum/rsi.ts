import { positive } from '../kernel/branchless.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { shareOf } from '../kernel/zero.ts';

export const RSI = defineIndicator({
  name: 'RSI',
  group: 'momentum',
  title: 'Relative Strength Index',
  inputs: ['real'],
  options: [periodOption(14)],
  outputs: [realOutput('rsi', 'outReal', [0, 100])],
  lookback: ([period]) => period!,
  history: () => 1,
  slots: () => 3,
  gaps: 'poison',
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    rsiInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Relative strength index (Wilder): how lopsided recent moves were.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending, adjusted
 *         period  integer >= 2     bars
 * out     Float64Array[n]          0..100, index points
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    mean of the first `period` moves; its weight is below 1e-9 after 21 * period bars
 * edge    flat window -> 0, as TA-Lib; n <= period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter when period is not an integer >= 2
 * source  Wilder 1978, New Concepts in Technical Trading Systems; golden: talib161 RSI, bit-exact
 * tags    momentum, oscillator
 */
export function rsi(close: Float64Array, period?: number): Float64Array {
  return evaluate(RSI, [close], [period])[0]!;
}

/** Kernel. State: bars seen (up to period + 1), then sums of gains and losses until seeded, their averages afterwards. */
export function rsiInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let bar = begin;
  if (state[at]! <= period) {
    bar = seedMoves(input, begin, end, period, output, state, at);
    if (state[at]! <= period) return;
    output[bar - 1] = 100 * shareOf(state[at + 1]!, state[at + 1]! + state[at + 2]!);
  }
  let gain = state[at + 1]!;
  let loss = state[at + 2]!;
  for (; bar < end; bar += 1) {
    const move = input[bar]! - input[bar - 1]!;
    gain *= period - 1;
    loss *= period - 1;
    gain += positive(move);
    loss += positive(-move);
    gain /= period;
    loss /= period;
    output[bar] = 100 * shareOf(gain, gain + loss);
  }
  state[at + 1] = gain;
  state[at + 2] = loss;
}

/**
 * Gathers the first `period` moves, leaving NaN, and turns their sums into averages; returns the bar after the last one
 * it used. Stops at `end` if there are fewer.
 */
export function seedMoves(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): number {
  let bar = begin;
  for (; bar < end && state[at]! <= period; bar += 1) {
    const move = state[at] === 0 ? 0 : input[bar]! - input[bar - 1]!;
    if (move < 0) state[at + 2]! -= move;
    else state[at + 1]! += move;
    state[at]! += 1;
    output[bar] = Number.NaN;
  }
  if (state[at]! > period) {
    state[at + 1]! /= period;
    state[at + 2]! /= period;
  }
  return bar;
}
