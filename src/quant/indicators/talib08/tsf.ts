import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { SOUND_TSF } from '../sound/tsf.ts';
import { TSF } from '../statistic/tsf.ts';

export const TALIB08_TSF = variantOf('talib08', TSF, {
  slots: SOUND_TSF.slots,
  gaps: SOUND_TSF.gaps,
  isPartial: SOUND_TSF.isPartial,
  run: SOUND_TSF.run,
});

/**
 * Least-squares line through the last `period` values, one bar ahead, as TA-Lib 0.8.1: computed about the mean of the window.
 *
 * in      values Float64Array[n]; period >= 2, 14
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.tsf; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.tsf
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 TSF, 1e-9
 * tags    talib-0.8
 */
export function tsf(values: Float64Array, period?: number): Float64Array {
  return evaluate(TALIB08_TSF, [values], [period])[0]!;
}
