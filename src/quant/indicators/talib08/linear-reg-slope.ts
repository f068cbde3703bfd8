import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { SOUND_LINEARREG_SLOPE } from '../sound/linear-reg-slope.ts';
import { LINEARREG_SLOPE } from '../statistic/linear-reg-slope.ts';

export const TALIB08_LINEARREG_SLOPE = variantOf('talib08', LINEARREG_SLOPE, {
  slots: SOUND_LINEARREG_SLOPE.slots,
  gaps: SOUND_LINEARREG_SLOPE.gaps,
  isPartial: SOUND_LINEARREG_SLOPE.isPartial,
  run: SOUND_LINEARREG_SLOPE.run,
});

/**
 * Slope of the least-squares line through the last `period` values, as TA-Lib 0.8.1: computed about the mean of the window.
 *
 * in      values Float64Array[n]; period >= 2, 14
 * out     Float64Array[n]  unit of the input per bar
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.linearRegSlope; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.linearRegSlope
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 LINEARREG_SLOPE, 1e-9
 * tags    talib-0.8
 */
export function linearRegSlope(values: Float64Array, period?: number): Float64Array {
  return evaluate(TALIB08_LINEARREG_SLOPE, [values], [period])[0]!;
}
