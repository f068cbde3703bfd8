import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { areWindowsMany, EXTREME_SLOTS, firstLowest, lowestInto, placeBefore } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, sumOf } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const MIN = defineIndicator({
  name: 'MIN',
  group: 'operator',
  title: 'Lowest value over a specified period',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [realOutput('min')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => EXTREME_SLOTS,
  gaps: 'poison',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    minInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Lowest of the last `period` values.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it; 0 for -0
 * cost    log2(period) passes up to 128 bars; beyond, and in a stream, one with a few looks back per bar; one allocation
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 MIN, bit-exact
 * tags    math
 */
export function min(values: Float64Array, period?: number): Float64Array {
  return evaluate(MIN, [values], [period])[0]!;
}

/** Kernel. State: bars seen, how many bars ago the lowest was, a sum that no NaN leaves finite. */
export function minInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
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
  if (areWindowsMany(first, end, period)) {
    state[at + 2] = poison + lowestInto(input, first, end, period, output);
    state[at + 1] = end - 1 - firstLowest(input, end - period, end - 1);
    return;
  }
  let place = placeBefore(begin, seen, period, state[at + 1]!);
  let lowest = place < 0 ? 0 : input[place]!;
  for (let bar = first; bar < end; bar += 1) {
    const oldest = bar - period + 1;
    const value = input[bar]!;
    poison += value;
    if (place < oldest) {
      place = firstLowest(input, oldest, bar);
      lowest = input[place]!;
    } else if (value <= lowest) {
      place = bar;
      lowest = value;
    }
    // 0 for -0, as `lowestInto` has it.
    output[bar] = lowest + 0;
  }
  state[at + 1] = end - 1 - place;
  state[at + 2] = poison;
}
