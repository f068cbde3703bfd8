import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { VAR } from '../statistic/variance.ts';
import { varianceOf } from './window.ts';

export const SOUND_VAR = variantOf('sound', VAR, {
  gaps: 'scan',
  slots: () => 1,
  scale: 'other',
  shift: 'other',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    soundVarianceInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Population variance of the last `period` values, in two passes over each window.
 *
 * in      values      Float64Array[n]
 *         period      integer >= 1     bars, 5
 *         deviations  taken and ignored, as TA-Lib does
 * out     Float64Array[n]              square of the unit of the input, >= 0
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window, not even by rounding
 * edge    a flat window -> exactly 0; beyond the range of doubles -> infinite; a bar that is not finite -> NaN, restarts after it
 * cost    two times `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact variance, from exact fractions, 1e-9 at 60 000 with noise of 0.01
 * tags    statistic, volatility
 */
export function variance(values: Float64Array, period?: number, deviations?: number): Float64Array {
  return evaluate(SOUND_VAR, [values], [period, deviations])[0]!;
}

/** Kernel. State: bars seen. */
export function soundVarianceInto(
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
  for (let bar = first; bar < end; bar += 1) output[bar] = varianceOf(input, bar, period);
}
