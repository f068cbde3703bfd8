import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { SOUND_VAR } from '../sound/variance.ts';
import { VAR } from '../statistic/variance.ts';

export const TALIB08_VAR = variantOf('talib08', VAR, {
  slots: SOUND_VAR.slots,
  gaps: SOUND_VAR.gaps,
  isPartial: SOUND_VAR.isPartial,
  run: SOUND_VAR.run,
});

/**
 * Population variance of the last `period` values, as TA-Lib 0.8.1: computed about the mean of the window, as 0.8.1 does with another method.
 *
 * in      values Float64Array[n]; period >= 1, 5; deviations taken and ignored
 * out     Float64Array[n]  square of the unit
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.variance; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.variance
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 VAR, 1e-9
 * tags    talib-0.8
 */
export function variance(values: Float64Array, period?: number, deviations?: number): Float64Array {
  return evaluate(TALIB08_VAR, [values], [period, deviations])[0]!;
}
