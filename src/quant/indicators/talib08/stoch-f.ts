import type { HighLowClose } from '../kernel/bars.ts';
import { withWideMaTypes } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { STOCHF, type StochFOptions } from '../momentum/stoch-f.ts';
import { toMaType } from '../overlap/ma-type.ts';

export const TALIB08_STOCHF = variantOf('talib08', STOCHF, { options: withWideMaTypes(STOCHF.options) });

/**
 * Fast stochastic with the types of TA-Lib 0.8.1.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  as ta.stochF; type: as talib08.ma
 * out     k, d: Float64Array[n] each, 0..100 (d beyond it for types that overshoot)
 * shape   as ta.stochF, with the lookbacks of the types
 * seed    as ta.stochF
 * edge    as ta.stochF
 * cost    as ta.stochF; hma: period steps per bar
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081-averages STOCHF, 1e-9
 * tags    talib-0.8
 */
export function stochF(
  bars: HighLowClose,
  options: StochFOptions = {},
): { readonly k: Float64Array; readonly d: Float64Array } {
  const { fastKPeriod, fastDPeriod, fastDType } = options;
  const given = [fastKPeriod, fastDPeriod, toMaType('STOCHF', fastDType)];
  const [k, d] = evaluate(TALIB08_STOCHF, [bars.high, bars.low, bars.close], given);
  return { k: k!, d: d! };
}
