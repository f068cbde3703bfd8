import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { RSI } from '../momentum/rsi.ts';

export const SOUND_RSI = variantOf('sound', RSI, {
  gaps: 'scan',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    soundRsiInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Relative strength index (Wilder): 50 where nothing moved; TA-Lib gives 0 there, as after a crash, and everywhere that
 * average moves are below 1e-14.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending, adjusted
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          0..100, index points
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    mean of the first `period` moves; its weight is below 1e-9 after 21 * period bars
 * edge    no move yet -> 50; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  Wilder 1978; golden: talib161 RSI where anything moved; 50 by definition
 * tags    momentum, oscillator
 */
export function rsi(close: Float64Array, period?: number): Float64Array {
  return evaluate(SOUND_RSI, [close], [period])[0]!;
}

/** Kernel. State: bars seen, then sums of gains and losses until seeded, their averages afterwards. */
export function soundRsiInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let seen = state[at]!;
  let [gain, loss] = [state[at + 1]!, state[at + 2]!];
  for (let bar = begin; bar < end; bar += 1, seen += 1) {
    const move = seen === 0 ? 0 : input[bar]! - input[bar - 1]!;
    const keep = seen > period ? period - 1 : 1;
    const share = seen >= period ? period : 1;
    gain = (gain * keep + Math.max(move, 0)) / share;
    loss = (loss * keep + Math.max(-move, 0)) / share;
    if (seen < period) output[bar] = Number.NaN;
    else output[bar] = gain + loss === 0 ? 50 : 100 * (gain / (gain + loss));
  }
  state[at] = seen;
  state[at + 1] = gain;
  state[at + 2] = loss;
}
