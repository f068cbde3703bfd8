import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { SOUND_CORREL } from '../sound/correl.ts';
import { CORREL } from '../statistic/correl.ts';

export const TALIB08_CORREL = variantOf('talib08', CORREL, {
  slots: SOUND_CORREL.slots,
  gaps: SOUND_CORREL.gaps,
  isPartial: SOUND_CORREL.isPartial,
  run: SOUND_CORREL.run,
});

/**
 * Pearson correlation of two series over the last `period` bars, as TA-Lib 0.8.1: computed about the means of the window.
 *
 * in      left, right Float64Array[n] each; period >= 1, 30
 * out     Float64Array[n]  -1..1
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.correl; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.correl
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 CORREL, 1e-9
 * tags    talib-0.8
 */
export function correl(left: Float64Array, right: Float64Array, period?: number): Float64Array {
  return evaluate(TALIB08_CORREL, [left, right], [period])[0]!;
}
