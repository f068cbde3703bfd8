import { defineIndicator, integerOption, realOutput, wideMaTypeOption } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { PPO } from '../momentum/ppo.ts';
import { type MaType, toMaType } from '../overlap/ma-type.ts';

export const PVO = defineIndicator({
  name: 'PVO',
  group: 'volume',
  title: 'Percentage Volume Oscillator',
  inputs: ['volume'],
  options: [
    integerOption('optInFastPeriod', 'fastPeriod', 12),
    integerOption('optInSlowPeriod', 'slowPeriod', 26),
    wideMaTypeOption('optInMAType', 'type', 1),
  ],
  outputs: [realOutput('pvo')],
  lookback: PPO.lookback,
  history: PPO.history,
  slots: PPO.slots,
  temps: 1,
  run: PPO.run,
});

/**
 * Percentage volume oscillator: how far a fast average of volume lies above a slow one.
 *
 * in      volume      Float64Array[n]
 *         fastPeriod  integer >= 2     bars, 12; swapped with the slow one when it is larger
 *         slowPeriod  integer >= 2     bars, 26
 *         type        as talib08.ma; ema
 * out     Float64Array[n]              percent of the slow average
 * shape   NaN before the lookback of the slower average (25)
 * seed    as the averages
 * edge    a slow average of 0 -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    three passes, two allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 PVO
 * tags    volume, oscillator
 */
export function pvo(
  volume: Float64Array,
  options: { readonly fastPeriod?: number; readonly slowPeriod?: number; readonly type?: MaType | number } = {},
): Float64Array {
  const { fastPeriod, slowPeriod, type } = options;
  return evaluate(PVO, [volume], [fastPeriod, slowPeriod, toMaType('PVO', type)])[0]!;
}
