import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { SOUND_LINEARREG_INTERCEPT } from '../sound/linear-reg-intercept.ts';
import { LINEARREG_INTERCEPT } from '../statistic/linear-reg-intercept.ts';

export const TALIB08_LINEARREG_INTERCEPT = variantOf('talib08', LINEARREG_INTERCEPT, {
  slots: SOUND_LINEARREG_INTERCEPT.slots,
  gaps: SOUND_LINEARREG_INTERCEPT.gaps,
  isPartial: SOUND_LINEARREG_INTERCEPT.isPartial,
  run: SOUND_LINEARREG_INTERCEPT.run,
});

/**
 * Least-squares line through the last `period` values, at the oldest bar, as TA-Lib 0.8.1: computed about the mean of the window.
 *
 * in      values Float64Array[n]; period >= 2, 14
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.linearRegIntercept; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.linearRegIntercept
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 LINEARREG_INTERCEPT, 1e-9
 * tags    talib-0.8
 */
export function linearRegIntercept(values: Float64Array, period?: number): Float64Array {
  return evaluate(TALIB08_LINEARREG_INTERCEPT, [values], [period])[0]!;
}
