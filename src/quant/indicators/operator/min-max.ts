import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { EXTREME_SLOTS } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { maxInto } from './max.ts';
import { minInto } from './min.ts';

export const MINMAX = defineIndicator({
  name: 'MINMAX',
  group: 'operator',
  title: 'Lowest and highest values over a specified period',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [realOutput('minmax_min', 'outMin'), realOutput('minmax_max', 'outMax')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 2 * EXTREME_SLOTS,
  gaps: 'poison',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) => {
    minInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at);
    maxInto(inputs[0]!, begin, end, whole(options, 0), outputs[1]!, state, at + EXTREME_SLOTS);
  },
});

/**
 * Lowest and highest of the last `period` values.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars
 * out     min, max: Float64Array[n] each, unit of the input
 * shape   NaN before bar period - 1 in both
 * seed    none
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    as MIN and MAX, two allocations
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 MINMAX, bit-exact
 * tags    math
 */
export function minMax(
  values: Float64Array,
  period?: number,
): { readonly min: Float64Array; readonly max: Float64Array } {
  const [min, max] = evaluate(MINMAX, [values], [period]);
  return { min: min!, max: max! };
}
