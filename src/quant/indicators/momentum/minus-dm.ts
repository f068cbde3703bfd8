import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { poisonOf } from '../kernel/poison.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { minusMovement } from './directional.ts';

export const MINUS_DM = defineIndicator({
  name: 'MINUS_DM',
  group: 'momentum',
  title: 'Minus Directional Movement',
  inputs: ['high', 'low'],
  options: [periodOption(14, 1)],
  outputs: [realOutput('minus_dm', 'outReal', [0, Infinity])],
  lookback: ([period]) => Math.max(1, period! - 1),
  history: () => 1,
  slots: () => 2,
  gaps: 'poison',
  scale: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    minusDmInto(inputs[0]!, inputs[1]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Minus directional movement (Wilder): how far lows fell, summed over some `period` bars with fading weights.
 *
 * in      bars    high, low: Float64Array[n] each, price
 *         period  integer >= 1     bars, 14; 1 gives the movement of each bar
 * out     Float64Array[n]          price, >= 0
 * shape   NaN before bar max(1, period - 1)
 * seed    sum of the first period - 1 movements; below 1e-9 after 21 * period bars
 * edge    n <= lookback -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  Wilder 1978; TA-Lib 0.7; golden: talib161 MINUS_DM, bit-exact
 * tags    momentum, trend
 */
export function minusDm(bars: HighLow, period?: number): Float64Array {
  return evaluate(MINUS_DM, [bars.high, bars.low], [period])[0]!;
}

/** Kernel. State: bars seen (up to period), movement: a sum at first, smoothed from bar `period` on. */
export function minusDmInto(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const lookback = Math.max(1, period - 1);
  let seen = state[at]!;
  let moved = state[at + 1]!;
  let bar = begin;
  for (; bar < end && seen < period; bar += 1, seen += 1) {
    moved += seen === 0 ? poisonOf(high[bar]!, low[bar]!, 0) : minusMovement(high, low, bar);
    output[bar] = seen >= lookback ? moved : Number.NaN;
  }
  for (; bar < end; bar += 1) {
    moved = moved - moved / period + minusMovement(high, low, bar);
    output[bar] = moved;
  }
  state[at] = seen;
  state[at + 1] = moved;
}
