import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { STDDEV } from '../statistic/std-dev.ts';
import { soundVarianceInto } from './variance.ts';

export const SOUND_STDDEV = variantOf('sound', STDDEV, {
  gaps: 'scan',
  slots: () => 1,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    soundStdDevInto(inputs[0]!, begin, end, whole(options, 0), options[1]!, outputs[0]!, state, at),
});

/**
 * Population standard deviation of the last `period` values, times `deviations`, in two passes over each window.
 *
 * in      values      Float64Array[n]
 *         period      integer >= 2     bars, 5
 *         deviations  number, 1
 * out     Float64Array[n]              unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window, not even by rounding
 * edge    a flat window -> exactly 0, and nothing else is; a bar that is not finite -> NaN, restarts after it
 * cost    two times `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact variance, from exact fractions, 1e-9 at 60 000 with noise of 0.01
 * tags    statistic, volatility
 */
export function stdDev(values: Float64Array, period?: number, deviations?: number): Float64Array {
  return evaluate(SOUND_STDDEV, [values], [period, deviations])[0]!;
}

/** Kernel. State as VAR's. */
export function soundStdDevInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  deviations: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  soundVarianceInto(input, begin, end, period, output, state, at);
  for (let bar = begin; bar < end; bar += 1) output[bar] = Math.sqrt(output[bar]!) * deviations;
}
