import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { poisonOf } from '../kernel/poison.ts';
import { evaluate } from '../kernel/run.ts';

export const TRANGE = defineIndicator({
  name: 'TRANGE',
  group: 'volatility',
  title: 'True Range',
  inputs: ['high', 'low', 'close'],
  options: [],
  outputs: [realOutput('trange')],
  lookback: () => 1,
  history: () => 1,
  slots: () => 2,
  gaps: 'poison',
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, _, state, at) =>
    trueRangeInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, outputs[0]!, state, at),
});

/**
 * True range (Wilder): the bar's range, extended to the previous close.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  price, >= 0 where high >= low: max(high, close before) - min(low, close before)
 * shape   out[0] = NaN (lookback 1): the first bar has no previous close
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  Wilder 1978; TA-Lib 0.7; golden: talib161 TRANGE, bit-exact
 * tags    volatility
 */
export function trueRange(bars: HighLowClose): Float64Array {
  return evaluate(TRANGE, [bars.high, bars.low, bars.close])[0]!;
}

/** The range of one bar together with the close before it; written out and without a branch, see `positive`. */
export function rangeOf(high: number, low: number, closeBefore: number): number {
  const isAbove = Number(closeBefore > high);
  const isBelow = Number(closeBefore < low);
  return closeBefore * isAbove + high * (1 - isAbove) - (closeBefore * isBelow + low * (1 - isBelow));
}

/** Kernel. State: 1 once a close is known, and a sum that no NaN leaves finite. */
export function trueRangeInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let bar = begin;
  let poison = state[at + 1]!;
  if (bar < end && state[at] === 0) {
    output[bar] = Number.NaN;
    poison += poisonOf(high[bar]!, low[bar]!, close[bar]!);
    state[at] = 1;
    bar += 1;
  }
  // Not the sum of the results: a second use of them doubles the time.
  for (; bar < end; bar += 1) {
    output[bar] = rangeOf(high[bar]!, low[bar]!, close[bar - 1]!);
    poison += high[bar]! + low[bar]! + close[bar]!;
  }
  state[at + 1] = poison;
}
