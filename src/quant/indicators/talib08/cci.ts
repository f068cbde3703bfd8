import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { CCI } from '../momentum/cci.ts';
import { SOUND_CCI } from '../sound/cci.ts';

export const TALIB08_CCI = variantOf('talib08', CCI, {
  slots: SOUND_CCI.slots,
  gaps: SOUND_CCI.gaps,
  isPartial: SOUND_CCI.isPartial,
  run: SOUND_CCI.run,
});

/**
 * Commodity channel index (Lambert), as TA-Lib 0.8.1: identical prices give 0, where 0.7 gives a quotient of rounding errors.
 *
 * in      bars high, low, close: Float64Array[n] each, price; period >= 2, 14
 * out     Float64Array[n]  open, about -200..200
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.cci; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.cci
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 CCI, 1e-9
 * tags    talib-0.8
 */
export function cci(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(TALIB08_CCI, [bars.high, bars.low, bars.close], [period])[0]!;
}
