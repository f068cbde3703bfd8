import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { SOUND_LINEARREG } from '../sound/linear-reg.ts';
import { LINEARREG } from '../statistic/linear-reg.ts';

export const TALIB08_LINEARREG = variantOf('talib08', LINEARREG, {
  slots: SOUND_LINEARREG.slots,
  gaps: SOUND_LINEARREG.gaps,
  isPartial: SOUND_LINEARREG.isPartial,
  run: SOUND_LINEARREG.run,
});

/**
 * Least-squares line through the last `period` values, at the newest bar, as TA-Lib 0.8.1: computed about the mean of the window.
 *
 * in      values Float64Array[n]; period >= 2, 14
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.linearReg; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.linearReg
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 LINEARREG, 1e-9
 * tags    talib-0.8
 */
export function linearReg(values: Float64Array, period?: number): Float64Array {
  return evaluate(TALIB08_LINEARREG, [values], [period])[0]!;
}
