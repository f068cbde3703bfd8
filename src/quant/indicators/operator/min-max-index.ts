import { defineIndicator, type OutputSpec, periodOption } from '../kernel/definition.ts';
import { EXTREME_SLOTS } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { maxIndexInto } from './max-index.ts';
import { minIndexInto } from './min-index.ts';

const place = (stem: string, name: string): OutputSpec => ({
  name,
  stem,
  kind: 'integer',
  missing: Number.NaN,
  range: [0, Infinity],
});

export const MINMAXINDEX = defineIndicator({
  name: 'MINMAXINDEX',
  group: 'operator',
  title: 'Indexes of lowest and highest values over a specified period',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [place('minmaxindex_min', 'outMinIdx'), place('minmaxindex_max', 'outMaxIdx')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 2 * EXTREME_SLOTS,
  gaps: 'poison',
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs, origin }, begin, end, options, state, at) => {
    minIndexInto(inputs[0]!, begin, end, whole(options, 0), origin, outputs[0]!, state, at);
    maxIndexInto(inputs[0]!, begin, end, whole(options, 0), origin, outputs[1]!, state, at + EXTREME_SLOTS);
  },
});

/**
 * Bars of the lowest and the highest of the last `period` values.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars
 * out     min, max: Float64Array[n] each, bar numbers from the first bar of the series
 * shape   NaN before bar period - 1 in both
 * seed    none
 * edge    equal values as MININDEX and MAXINDEX; a bar that is not finite -> NaN, restarts after it
 * cost    as MININDEX and MAXINDEX, two allocations
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 MINMAXINDEX, exact
 * tags    math
 */
export function minMaxIndex(
  values: Float64Array,
  period?: number,
): { readonly min: Float64Array; readonly max: Float64Array } {
  const [min, max] = evaluate(MINMAXINDEX, [values], [period]);
  return { min: min!, max: max! };
}
