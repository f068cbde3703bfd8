import { withWideMaTypes } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import type { MacdResult } from '../momentum/macd.ts';
import { MACDEXT, type MacdExtOptions } from '../momentum/macd-ext.ts';
import { toMaType } from '../overlap/ma-type.ts';

export const TALIB08_MACDEXT = variantOf('talib08', MACDEXT, { options: withWideMaTypes(MACDEXT.options) });

/**
 * MACD out of moving averages of any type of TA-Lib 0.8.1.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  as ta.macdExt; types: as talib08.ma
 * out     macd, signal, histogram: Float64Array[n] each, unit of the input
 * shape   as ta.macdExt, with the lookbacks of the types
 * seed    as ta.macdExt
 * edge    as ta.macdExt
 * cost    as ta.macdExt; hma: period steps per bar
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081-averages MACDEXT, 1e-9
 * tags    talib-0.8
 */
export function macdExt(close: Float64Array, options: MacdExtOptions = {}): MacdResult {
  const given = [
    options.fastPeriod,
    toMaType('MACDEXT', options.fastType),
    options.slowPeriod,
    toMaType('MACDEXT', options.slowType),
    options.signalPeriod,
    toMaType('MACDEXT', options.signalType),
  ];
  const [macd, signal, histogram] = evaluate(TALIB08_MACDEXT, [close], given);
  return { macd: macd!, signal: signal!, histogram: histogram! };
}
