import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { EXTREME_SLOTS } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { maxInto } from '../operator/max.ts';
import { minInto } from '../operator/min.ts';

export const WILLR = defineIndicator({
  name: 'WILLR',
  group: 'momentum',
  title: "Williams' %R",
  inputs: ['high', 'low', 'close'],
  options: [periodOption(14)],
  outputs: [realOutput('willr', 'outReal', [-100, 0])],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 2 * EXTREME_SLOTS + 1,
  gaps: 'poison',
  temps: 1,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    willrInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, whole(options, 0), temps[0]!, outputs[0]!, state, at),
});

/**
 * Williams %R: how far below the highest high of `period` bars the close stands, in their range.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          -100 (at the low) .. 0 (at the high)
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    a window without range -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    as MIN and MAX, two allocations
 * throws  quant.parameter, quant.input
 * source  Williams 1973; TA-Lib 0.7; golden: talib161 WILLR, bit-exact
 * tags    momentum, oscillator
 */
export function willr(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(WILLR, [bars.high, bars.low, bars.close], [period])[0]!;
}

/** Kernel; `lowest` is scratch. State: that of MAX, that of MIN, a sum of closes that no NaN leaves finite. */
export function willrInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  period: number,
  lowest: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  maxInto(high, begin, end, period, output, state, at);
  minInto(low, begin, end, period, lowest, state, at + EXTREME_SLOTS);
  let poison = state[at + 2 * EXTREME_SLOTS]!;
  for (let bar = begin; bar < end; bar += 1) {
    poison += close[bar]!;
    const highest = output[bar]!;
    const range = (highest - lowest[bar]!) / -100;
    output[bar] = range === 0 ? 0 : (highest - close[bar]!) / range;
  }
  state[at + 2 * EXTREME_SLOTS] = poison;
}
