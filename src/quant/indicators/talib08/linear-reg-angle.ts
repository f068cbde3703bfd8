import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { SOUND_LINEARREG_ANGLE } from '../sound/linear-reg-angle.ts';
import { LINEARREG_ANGLE } from '../statistic/linear-reg-angle.ts';

export const TALIB08_LINEARREG_ANGLE = variantOf('talib08', LINEARREG_ANGLE, {
  slots: SOUND_LINEARREG_ANGLE.slots,
  gaps: SOUND_LINEARREG_ANGLE.gaps,
  isPartial: SOUND_LINEARREG_ANGLE.isPartial,
  run: SOUND_LINEARREG_ANGLE.run,
});

/**
 * Angle of the least-squares line through the last `period` values, as TA-Lib 0.8.1: computed about the mean of the window.
 *
 * in      values Float64Array[n]; period >= 2, 14
 * out     Float64Array[n]  degrees
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.linearRegAngle; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.linearRegAngle
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 LINEARREG_ANGLE, 1e-9
 * tags    talib-0.8
 */
export function linearRegAngle(values: Float64Array, period?: number): Float64Array {
  return evaluate(TALIB08_LINEARREG_ANGLE, [values], [period])[0]!;
}
