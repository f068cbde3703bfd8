import { withWideMaTypes } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { type MaType, toMaType } from '../overlap/ma-type.ts';
import { MAVP } from '../overlap/mavp.ts';

export const TALIB08_MAVP = variantOf('talib08', MAVP, { options: withWideMaTypes(MAVP.options) });

/**
 * Moving average whose period is another series, with the types of TA-Lib 0.8.1.
 *
 * in      close, periods  Float64Array[n] each
 *         options         as ta.mavp; type: as talib08.ma
 * out     Float64Array[n]  unit of the input
 * shape   as ta.mavp, with the lookbacks of the types
 * seed    as ta.mavp
 * edge    as ta.mavp
 * cost    as ta.mavp; hma: period steps per bar
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081-averages MAVP, 1e-9
 * tags    talib-0.8
 */
export function mavp(
  close: Float64Array,
  periods: Float64Array,
  options: { readonly periodMin?: number; readonly periodMax?: number; readonly type?: MaType | number } = {},
): Float64Array {
  const { periodMin, periodMax, type } = options;
  return evaluate(TALIB08_MAVP, [close, periods], [periodMin, periodMax, toMaType('MAVP', type)])[0]!;
}
