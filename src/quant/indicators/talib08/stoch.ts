import type { HighLowClose } from '../kernel/bars.ts';
import { withWideMaTypes } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { STOCH, type StochOptions } from '../momentum/stoch.ts';
import { toMaType } from '../overlap/ma-type.ts';

export const TALIB08_STOCH = variantOf('talib08', STOCH, { options: withWideMaTypes(STOCH.options) });

/**
 * Stochastic (Lane) with the types of TA-Lib 0.8.1.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  as ta.stoch; types: as talib08.ma
 * out     k, d: Float64Array[n] each, 0..100 (beyond it for types that overshoot)
 * shape   as ta.stoch, with the lookbacks of the types
 * seed    as ta.stoch
 * edge    as ta.stoch
 * cost    as ta.stoch; hma: period steps per bar
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081-averages STOCH, 1e-9
 * tags    talib-0.8
 */
export function stoch(
  bars: HighLowClose,
  options: StochOptions = {},
): { readonly k: Float64Array; readonly d: Float64Array } {
  const given = [
    options.fastKPeriod,
    options.slowKPeriod,
    toMaType('STOCH', options.slowKType),
    options.slowDPeriod,
    toMaType('STOCH', options.slowDType),
  ];
  const [k, d] = evaluate(TALIB08_STOCH, [bars.high, bars.low, bars.close], given);
  return { k: k!, d: d! };
}
