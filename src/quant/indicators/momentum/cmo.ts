import { positive } from '../kernel/branchless.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { shareOf } from '../kernel/zero.ts';
import { seedMoves } from './rsi.ts';

export const CMO = defineIndicator({
  name: 'CMO',
  group: 'momentum',
  title: 'Chande Momentum Oscillator',
  inputs: ['real'],
  options: [periodOption(14)],
  outputs: [realOutput('cmo', 'outReal', [-100, 100])],
  lookback: ([period]) => period!,
  history: () => 1,
  slots: () => 3,
  gaps: 'poison',
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    cmoInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Chande momentum oscillator as TA-Lib has it: gains minus losses over gains plus losses, smoothed as Wilder does.
 * Chande himself, Tulip and TTR sum the last `period` moves without smoothing.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending, adjusted
 *         period  integer >= 2     bars
 * out     Float64Array[n]          -100..100
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    mean of the first `period` moves; its weight is below 1e-9 after 21 * period bars
 * edge    flat window -> 0; n <= period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  Chande 1994; TA-Lib 0.7; golden: talib161 CMO, bit-exact
 * tags    momentum, oscillator
 */
export function cmo(close: Float64Array, period?: number): Float64Array {
  return evaluate(CMO, [close], [period])[0]!;
}

/** Kernel. State as RSI's. */
export function cmoInto(
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
    output[bar - 1] = 100 * shareOf(state[at + 1]! - state[at + 2]!, state[at + 1]! + state[at + 2]!);
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
    output[bar] = 100 * shareOf(gain - loss, gain + loss);
  }
  state[at + 1] = gain;
  state[at + 2] = loss;
}
