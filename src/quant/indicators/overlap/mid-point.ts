import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { EXTREME_SLOTS } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { maxInto } from '../operator/max.ts';
import { minInto } from '../operator/min.ts';

export const MIDPOINT = defineIndicator({
  name: 'MIDPOINT',
  group: 'overlap',
  title: 'MidPoint over period',
  inputs: ['real'],
  options: [periodOption(14)],
  outputs: [realOutput('midpoint')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 2 * EXTREME_SLOTS,
  gaps: 'poison',
  temps: 1,
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    middleInto(inputs[0]!, inputs[0]!, begin, end, whole(options, 0), temps[0]!, outputs[0]!, state, at),
});

/**
 * Midpoint: half way between the highest and the lowest of the last `period` values.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    as MIN and MAX, two allocations
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 MIDPOINT, bit-exact
 * tags    overlap, channel
 */
export function midPoint(close: Float64Array, period?: number): Float64Array {
  return evaluate(MIDPOINT, [close], [period])[0]!;
}

/** Kernel of MIDPOINT and MIDPRICE. State: that of MAX, then that of MIN; `lowest` is scratch. */
export function middleInto(
  high: Float64Array,
  low: Float64Array,
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
  for (let bar = begin; bar < end; bar += 1) output[bar] = (output[bar]! + lowest[bar]!) / 2;
}
