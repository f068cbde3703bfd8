import { withWideMaTypes } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import type { StochFOptions } from '../momentum/stoch-f.ts';
import { STOCHRSI } from '../momentum/stoch-rsi.ts';
import { toMaType } from '../overlap/ma-type.ts';

export const TALIB08_STOCHRSI = variantOf('talib08', STOCHRSI, { options: withWideMaTypes(STOCHRSI.options) });

/**
 * Stochastic RSI with the types of TA-Lib 0.8.1.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  as ta.stochRsi; type: as talib08.ma
 * out     k, d: Float64Array[n] each, 0..100 (d beyond it for types that overshoot)
 * shape   as ta.stochRsi, with the lookbacks of the types
 * seed    as ta.stochRsi
 * edge    as ta.stochRsi
 * cost    as ta.stochRsi; hma: period steps per bar
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081-averages STOCHRSI, 1e-9
 * tags    talib-0.8
 */
export function stochRsi(
  close: Float64Array,
  options: StochFOptions & { readonly period?: number } = {},
): { readonly k: Float64Array; readonly d: Float64Array } {
  const { period, fastKPeriod, fastDPeriod, fastDType } = options;
  const given = [period, fastKPeriod, fastDPeriod, toMaType('STOCHRSI', fastDType)];
  const [k, d] = evaluate(TALIB08_STOCHRSI, [close], given);
  return { k: k!, d: d! };
}
