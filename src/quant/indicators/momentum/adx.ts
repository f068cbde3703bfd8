import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { poisonOf } from '../kernel/poison.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { rangeOf } from '../volatility/true-range.ts';
import { directionalIndex, minusMovement, plusMovement } from './directional.ts';
import { sumMovements } from './dx.ts';

/** Slots of `adxInto`. */
export const ADX_SLOTS = 6;

export const ADX = defineIndicator({
  name: 'ADX',
  group: 'momentum',
  title: 'Average Directional Movement Index',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(14)],
  outputs: [realOutput('adx', 'outReal', [0, 100])],
  lookback: ([period]) => 2 * period! - 1,
  history: () => 1,
  slots: () => ADX_SLOTS,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    adxInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Average directional movement index (Wilder): how strong the trend is, whichever way it goes.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          0..100
 * shape   NaN before bar 2 * period - 1
 * seed    sums of the first period - 1 movements, then the mean of `period` directional indexes; below 1e-9 after
 *         25 * period bars
 * edge    no range or no movement -> the average stays; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  Wilder 1978; TA-Lib 0.7 (no rounding in between); golden: talib161 ADX, bit-exact
 * tags    momentum, trend
 */
export function adx(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(ADX, [bars.high, bars.low, bars.close], [period])[0]!;
}

/** Kernel. State: bars seen (up to period), movements, range, indexes taken (up to period), their sum, then their average. */
export function adxInto(
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
  let bar = sumMovements(high, low, close, begin, end, period, output, state, at);
  let plus = state[at + 1]!;
  let minus = state[at + 2]!;
  let range = state[at + 3]!;
  let taken = state[at + 4]!;
  let average = state[at + 5]!;
  for (; bar < end; bar += 1) {
    plus = plus - plus / period + plusMovement(high, low, bar);
    minus = minus - minus / period + minusMovement(high, low, bar);
    range = range - range / period + rangeOf(high[bar]!, low[bar]!, close[bar - 1]!);
    const index = directionalIndex(plus, minus, range);
    if (taken < period) {
      taken += 1;
      if (index >= 0) average += index;
      if (taken === period) average /= period;
    } else if (index >= 0) average = (average * (period - 1) + index) / period;
    output[bar] = taken < period ? Number.NaN : average;
  }
  if (end > begin) range += poisonOf(0, 0, close[end - 1]!);
  state[at + 1] = plus;
  state[at + 2] = minus;
  state[at + 3] = range;
  state[at + 4] = taken;
  state[at + 5] = average;
}
