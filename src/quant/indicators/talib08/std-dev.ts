import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { SOUND_STDDEV } from '../sound/std-dev.ts';
import { STDDEV } from '../statistic/std-dev.ts';

export const TALIB08_STDDEV = variantOf('talib08', STDDEV, {
  slots: SOUND_STDDEV.slots,
  gaps: SOUND_STDDEV.gaps,
  isPartial: SOUND_STDDEV.isPartial,
  run: SOUND_STDDEV.run,
});

/**
 * Population standard deviation of the last `period` values, times `deviations`, as TA-Lib 0.8.1: computed about the mean of the window.
 *
 * in      values Float64Array[n]; period >= 2, 5; deviations 1
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.stdDev; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.stdDev
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 STDDEV, 1e-9
 * tags    talib-0.8
 */
export function stdDev(values: Float64Array, period?: number, deviations?: number): Float64Array {
  return evaluate(TALIB08_STDDEV, [values], [period, deviations])[0]!;
}
