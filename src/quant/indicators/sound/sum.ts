import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { SUM } from '../operator/sum.ts';
import { sumOfWindow } from './window.ts';

export const SOUND_SUM = variantOf('sound', SUM, {
  gaps: 'scan',
  slots: () => 1,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    soundSumInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Sum of the last `period` values, made anew for every window.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars, 30
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window, not even by rounding
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact sum, from exact fractions, 1e-12
 * tags    math
 */
export function sum(values: Float64Array, period?: number): Float64Array {
  return evaluate(SOUND_SUM, [values], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function soundSumInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), period - 1);
  leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; bar += 1) output[bar] = sumOfWindow(input, bar, period);
}
