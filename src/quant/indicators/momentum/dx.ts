import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { poisonOf } from '../kernel/poison.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { rangeOf } from '../volatility/true-range.ts';
import { directionalIndex, minusMovement, plusMovement } from './directional.ts';

export const DX = defineIndicator({
  name: 'DX',
  group: 'momentum',
  title: 'Directional Movement Index',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(14)],
  outputs: [realOutput('dx', 'outReal', [0, 100])],
  lookback: ([period]) => period!,
  history: () => 1,
  slots: () => 5,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    dxInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Directional movement index (Wilder): how one-sided the movement is, whichever the side.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          0..100
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    sums of the first period - 1 movements and ranges; below 1e-9 after 21 * period bars
 * edge    no range or no movement -> the value before it, 0 at first; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  Wilder 1978; TA-Lib 0.7; golden: talib161 DX, bit-exact
 * tags    momentum, trend
 */
export function dx(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(DX, [bars.high, bars.low, bars.close], [period])[0]!;
}

/** Kernel. State: bars seen (up to period), plus and minus movement, range, the last index. */
export function dxInto(
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
  let before = state[at + 4]!;
  for (; bar < end; bar += 1) {
    plus = plus - plus / period + plusMovement(high, low, bar);
    minus = minus - minus / period + minusMovement(high, low, bar);
    range = range - range / period + rangeOf(high[bar]!, low[bar]!, close[bar - 1]!);
    const index = directionalIndex(plus, minus, range);
    before = index < 0 ? before : index;
    output[bar] = before;
  }
  if (end > begin) range += poisonOf(0, 0, close[end - 1]!);
  state[at + 1] = plus;
  state[at + 2] = minus;
  state[at + 3] = range;
  state[at + 4] = before;
}

/** The plain sums of the first period - 1 bars with a predecessor; leaves NaN and returns the bar after them. */
export function sumMovements(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): number {
  let bar = begin;
  for (; bar < end && state[at]! < period; bar += 1) {
    if (state[at] === 0) state[at + 3]! += poisonOf(high[bar]!, low[bar]!, close[bar]!);
    else {
      state[at + 1]! += plusMovement(high, low, bar);
      state[at + 2]! += minusMovement(high, low, bar);
      state[at + 3]! += rangeOf(high[bar]!, low[bar]!, close[bar - 1]!);
    }
    state[at]! += 1;
    output[bar] = Number.NaN;
  }
  return bar;
}
