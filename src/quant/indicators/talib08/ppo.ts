import { wideMaTypeOption } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { PPO } from '../momentum/ppo.ts';
import { type MaType, toMaType } from '../overlap/ma-type.ts';

export const TALIB08_PPO = variantOf('talib08', PPO, {
  options: [...PPO.options.slice(0, 2), wideMaTypeOption('optInMAType', 'type', 1)],
});

/**
 * Percentage price oscillator as TA-Lib 0.8.1: of exponential averages unless told otherwise (0.7: simple ones).
 *
 * in      close    Float64Array[n]  price, one instrument, ascending
 *         options  fastPeriod >= 2, 12; slowPeriod >= 2, 26 bars; type: as talib08.ma; ema
 * out     Float64Array[n]  percent of the slow average
 * shape   NaN before the lookback of the slower average (25)
 * seed    as the averages
 * edge    as ta.ppo
 * cost    as ta.ppo
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 PPO, 1e-9
 * tags    talib-0.8
 */
export function ppo(
  close: Float64Array,
  options: { readonly fastPeriod?: number; readonly slowPeriod?: number; readonly type?: MaType | number } = {},
): Float64Array {
  const { fastPeriod, slowPeriod, type } = options;
  return evaluate(TALIB08_PPO, [close], [fastPeriod, slowPeriod, toMaType('PPO', type)])[0]!;
}
