import type { OpenClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { IMI } from '../momentum/imi.ts';
import { SOUND_IMI } from '../sound/imi.ts';

export const TALIB08_IMI = variantOf('talib08', IMI, {
  slots: SOUND_IMI.slots,
  gaps: SOUND_IMI.gaps,
  isPartial: SOUND_IMI.isPartial,
  run: SOUND_IMI.run,
});

/**
 * Intraday momentum index (Chande), as TA-Lib 0.8.1: 50 where no bar of the window moved; 0.7 has NaN.
 *
 * in      bars open, close: Float64Array[n] each, price; period >= 2, 14
 * out     Float64Array[n]  0..100
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.imi; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.imi
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 IMI, 1e-9
 * tags    talib-0.8
 */
export function imi(bars: OpenClose, period?: number): Float64Array {
  return evaluate(TALIB08_IMI, [bars.open, bars.close], [period])[0]!;
}
