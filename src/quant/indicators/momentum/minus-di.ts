import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { poisonOf } from '../kernel/poison.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { shareOf } from '../kernel/zero.ts';
import { rangeOf } from '../volatility/true-range.ts';
import { minusMovement } from './directional.ts';

export const MINUS_DI = defineIndicator({
  name: 'MINUS_DI',
  group: 'momentum',
  title: 'Minus Directional Indicator',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(14, 1)],
  outputs: [realOutput('minus_di', 'outReal', [0, 100])],
  lookback: ([period]) => period!,
  history: () => 1,
  slots: () => 3,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    minusDiInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Minus directional indicator (Wilder): the part of the true range that was downward movement.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 1     bars, 14; 1 gives the raw fraction 0..1, as TA-Lib
 * out     Float64Array[n]          percent, 0..100
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    sums of the first period - 1 movements and ranges; below 1e-9 after 21 * period bars
 * edge    no range -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  Wilder 1978; TA-Lib 0.7; golden: talib161 MINUS_DI, bit-exact
 * tags    momentum, trend
 */
export function minusDi(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(MINUS_DI, [bars.high, bars.low, bars.close], [period])[0]!;
}

/** Kernel. State: bars seen (up to period), movement and range: sums at first, smoothed from bar `period` on. */
export function minusDiInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const factor = period === 1 ? 1 : 100;
  let seen = state[at]!;
  let moved = state[at + 1]!;
  let range = state[at + 2]!;
  let bar = begin;
  for (; bar < end && seen < period; bar += 1, seen += 1) {
    output[bar] = Number.NaN;
    moved += seen === 0 ? poisonOf(high[bar]!, low[bar]!, close[bar]!) : minusMovement(high, low, bar);
    range += seen === 0 ? 0 : rangeOf(high[bar]!, low[bar]!, close[bar - 1]!);
  }
  for (; bar < end; bar += 1) {
    moved = moved - moved / period + minusMovement(high, low, bar);
    range = range - range / period + rangeOf(high[bar]!, low[bar]!, close[bar - 1]!);
    output[bar] = factor * shareOf(moved, range);
  }
  if (end > begin) range += poisonOf(0, 0, close[end - 1]!);
  state[at] = seen;
  state[at + 1] = moved;
  state[at + 2] = range;
}
