import { defineIndicator, integerOption, maTypeOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { shareOf } from '../kernel/zero.ts';
import {
  averageHistory,
  averageInto,
  averageLookback,
  averageSlots,
  type MaType,
  toMaType,
} from '../overlap/ma-type.ts';

export const PPO = defineIndicator({
  name: 'PPO',
  group: 'momentum',
  title: 'Percentage Price Oscillator',
  inputs: ['real'],
  options: [
    integerOption('optInFastPeriod', 'fastPeriod', 12),
    integerOption('optInSlowPeriod', 'slowPeriod', 26),
    maTypeOption('optInMAType', 'type'),
  ],
  outputs: [realOutput('ppo')],
  lookback: ([fast, slow, type]) => averageLookback(type!, Math.max(fast!, slow!)),
  history: ([fast, slow, type]) => averageHistory(type!, Math.max(fast!, slow!)),
  slots: ([, , type]) => 2 * averageSlots(type!),
  temps: 1,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) => {
    const fast = Math.min(whole(options, 0), whole(options, 1));
    const slow = Math.max(whole(options, 0), whole(options, 1));
    ppoInto(inputs[0]!, begin, end, fast, slow, whole(options, 2), temps[0]!, outputs[0]!, state, at);
  },
});

/**
 * Percentage price oscillator: a fast moving average minus a slow one, as a percentage of the slow one.
 *
 * in      close       Float64Array[n]  price, one instrument, ascending
 *         fastPeriod  integer >= 2     bars, 12; changes places with the slow one when it is longer
 *         slowPeriod  integer >= 2     bars, 26
 *         type        as MA            sma (as TA-Lib 0.7; ema elsewhere)
 * out     Float64Array[n]              percent of the slow average
 * shape   NaN before the lookback of the slow average
 * seed    as the type; fast and slow each start at the first bar
 * edge    a slow average of 0 -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    three passes, two allocations
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 PPO, bit-exact
 * tags    momentum, oscillator
 */
export function ppo(
  close: Float64Array,
  options: { readonly fastPeriod?: number; readonly slowPeriod?: number; readonly type?: MaType | number } = {},
): Float64Array {
  return evaluate(PPO, [close], [options.fastPeriod, options.slowPeriod, toMaType('PPO', options.type)])[0]!;
}

/** Kernel; fast <= slow, `fastAverage` is scratch. State: that of both averages. */
export function ppoInto(
  input: Float64Array,
  begin: number,
  end: number,
  fast: number,
  slow: number,
  type: number,
  fastAverage: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  averageInto(type, input, begin, end, fast, fastAverage, state, at);
  averageInto(type, input, begin, end, slow, output, state, at + averageSlots(type));
  for (let bar = begin; bar < end; bar += 1) {
    const base = output[bar]!;
    output[bar] = shareOf(fastAverage[bar]! - base, base) * 100;
  }
}
