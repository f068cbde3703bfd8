import { withWideMaTypes } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { MA } from '../overlap/ma.ts';
import { type MaType, toMaType } from '../overlap/ma-type.ts';

export const TALIB08_MA = variantOf('talib08', MA, { options: withWideMaTypes(MA.options) });

/**
 * Moving average of a chosen type, of which 0.8 has five more: hma, disabled (the series itself), default, zlema, rma.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 1     bars, 30; disabled takes no notice of it
 *         type    as ta.ma, and the five, or TA-Lib's 0..13; sma
 * out     Float64Array[n]          unit of the input
 * shape   as ta.ma, with the lookbacks of the types
 * seed    as ta.ma
 * edge    as ta.ma
 * cost    as ta.ma; hma: period steps per bar
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081-averages MA, 1e-9
 * tags    talib-0.8
 */
export function ma(close: Float64Array, period?: number, type?: MaType | number): Float64Array {
  return evaluate(TALIB08_MA, [close], [period, toMaType('MA', type)])[0]!;
}
