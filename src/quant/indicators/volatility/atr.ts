import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { poisonOf } from '../kernel/poison.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { rangeOf } from './true-range.ts';

export const ATR = defineIndicator({
  name: 'ATR',
  group: 'volatility',
  title: 'Average True Range',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(14, 1)],
  outputs: [realOutput('atr')],
  lookback: ([period]) => period!,
  history: () => 1,
  slots: () => 2,
  gaps: 'poison',
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    atrInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Average true range (Wilder): how far an instrument moves in a bar.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 1     bars; 1 is the true range itself
 * out     Float64Array[n]          price
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    mean of the first `period` true ranges; its weight is below 1e-9 after 21 * period bars
 * edge    n <= period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  Wilder 1978; TA-Lib 0.7; golden: talib161 ATR, bit-exact
 * tags    volatility
 */
export function atr(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(ATR, [bars.high, bars.low, bars.close], [period])[0]!;
}

/** Kernel. State: bars seen (up to period + 1), then the sum of true ranges until seeded and their average afterwards. */
export function atrInto(
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
  let seen = state[at]!;
  let average = state[at + 1]!;
  let bar = begin;
  for (; bar < end && seen <= period; bar += 1) {
    if (seen > 0) average += rangeOf(high[bar]!, low[bar]!, close[bar - 1]!);
    else average = poisonOf(high[bar]!, low[bar]!, close[bar]!);
    if (seen === period) average /= period;
    output[bar] = seen === period ? average : Number.NaN;
    seen += 1;
  }
  for (; bar < end; bar += 1) {
    average = (average * (period - 1) + rangeOf(high[bar]!, low[bar]!, close[bar - 1]!)) / period;
    output[bar] = average;
  }
  // The newest close has no part in the average yet.
  if (end > begin) average += poisonOf(0, 0, close[end - 1]!);
  state[at] = seen;
  state[at + 1] = average;
}
