import type { HighLowCloseVolume } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { isZero } from '../kernel/zero.ts';
import { MFI } from '../momentum/mfi.ts';
import { type MoneyFlowRule, SOUND_MFI, soundMfiInto } from '../sound/mfi.ts';

const RULE: MoneyFlowRule = { isTie: isZero, still: 0 };

export const TALIB08_MFI = variantOf('talib08', MFI, {
  slots: SOUND_MFI.slots,
  gaps: SOUND_MFI.gaps,
  isPartial: SOUND_MFI.isPartial,
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    soundMfiInto(inputs, begin, end, whole(options, 0), RULE, temps[0]!, temps[1]!, outputs[0]!, state, at),
});

/**
 * Money flow index (Quong, Soudack), as TA-Lib 0.8.1: a typical price within 1e-14 of the one before moves no money.
 *
 * in      bars high, low, close, volume: Float64Array[n] each; period >= 2, 14
 * out     Float64Array[n]  0..100
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none: no value depends on bars outside its window
 * edge    no flow up or down -> 0, where sound.mfi has 50; a bar that is not finite -> NaN, restarts after it
 * cost    as sound.mfi
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 and talib081-halts MFI, 1e-9
 * tags    talib-0.8
 */
export function mfi(bars: HighLowCloseVolume, period?: number): Float64Array {
  return evaluate(TALIB08_MFI, [bars.high, bars.low, bars.close, bars.volume], [period])[0]!;
}
