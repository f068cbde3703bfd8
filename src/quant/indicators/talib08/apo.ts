import { wideMaTypeOption } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { APO } from '../momentum/apo.ts';
import { type MaType, toMaType } from '../overlap/ma-type.ts';

export const TALIB08_APO = variantOf('talib08', APO, {
  options: [...APO.options.slice(0, 2), wideMaTypeOption('optInMAType', 'type', 1)],
});

/**
 * Absolute price oscillator as TA-Lib 0.8.1: of exponential averages unless told otherwise (0.7: simple ones).
 *
 * in      close    Float64Array[n]  price, one instrument, ascending
 *         options  fastPeriod >= 2, 12; slowPeriod >= 2, 26 bars; type: as talib08.ma; ema
 * out     Float64Array[n]  unit of the input
 * shape   NaN before the lookback of the slower average (25)
 * seed    as the averages
 * edge    as ta.apo
 * cost    as ta.apo
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 APO, 1e-9
 * tags    talib-0.8
 */
export function apo(
  close: Float64Array,
  options: { readonly fastPeriod?: number; readonly slowPeriod?: number; readonly type?: MaType | number } = {},
): Float64Array {
  const { fastPeriod, slowPeriod, type } = options;
  return evaluate(TALIB08_APO, [close], [fastPeriod, slowPeriod, toMaType('APO', type)])[0]!;
}
