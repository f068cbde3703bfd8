import { defineIndicator, periodOption } from '../kernel/definition.ts';
import { EXTREME_SLOTS, firstHighest, placeBefore } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, sumOf } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const MAXINDEX = defineIndicator({
  name: 'MAXINDEX',
  group: 'operator',
  title: 'Index of highest value over a specified period',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [{ name: 'outInteger', stem: 'maxindex', kind: 'integer', missing: Number.NaN, range: [0, Infinity] }],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => EXTREME_SLOTS,
  gaps: 'poison',
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs, origin }, begin, end, options, state, at) =>
    maxIndexInto(inputs[0]!, begin, end, whole(options, 0), origin, outputs[0]!, state, at),
});

/**
 * Bar of the highest of the last `period` values, counted from the first bar of the series.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars
 * out     Float64Array[n]          bar numbers
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    of equal values the latest, or the first of the window when the one before has just left it, as TA-Lib; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, on average a few looks back per bar; `period` where values fall for long; one allocation
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 MAXINDEX, exact
 * tags    math
 */
export function maxIndex(values: Float64Array, period?: number): Float64Array {
  return evaluate(MAXINDEX, [values], [period])[0]!;
}

/** Kernel. State: bars seen, how many bars ago the highest was, a sum that no NaN leaves finite. */
export function maxIndexInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  origin: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const seen = state[at]!;
  const first = firstValueBar(begin, end, seen, period - 1);
  leaveEmpty(output, begin, first);
  state[at] = seen + (end - begin);
  let poison = state[at + 2]! + sumOf(input, begin, first);
  state[at + 2] = poison;
  if (first >= end) return;
  let place = placeBefore(begin, seen, period, state[at + 1]!);
  let highest = place < 0 ? 0 : input[place]!;
  for (let bar = first; bar < end; bar += 1) {
    const oldest = bar - period + 1;
    const value = input[bar]!;
    poison += value;
    if (place < oldest) {
      place = firstHighest(input, oldest, bar);
      highest = input[place]!;
    } else if (value >= highest) {
      place = bar;
      highest = value;
    }
    output[bar] = place + origin;
  }
  state[at + 1] = end - 1 - place;
  state[at + 2] = poison;
}
