import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { SOUND_BETA } from '../sound/beta.ts';
import { BETA } from '../statistic/beta.ts';

export const TALIB08_BETA = variantOf('talib08', BETA, {
  slots: SOUND_BETA.slots,
  gaps: SOUND_BETA.gaps,
  isPartial: SOUND_BETA.isPartial,
  run: SOUND_BETA.run,
});

/**
 * Slope of a security's returns on the market's over the last `period` returns, as TA-Lib 0.8.1: computed about the means of the window.
 *
 * in      market, security Float64Array[n] each, price; period >= 1, 5
 * out     Float64Array[n]  no unit
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none: no value depends on bars outside its window
 * edge    as sound.beta; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.beta
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 BETA, 1e-9
 * tags    talib-0.8
 */
export function beta(market: Float64Array, security: Float64Array, period?: number): Float64Array {
  return evaluate(TALIB08_BETA, [market, security], [period])[0]!;
}
