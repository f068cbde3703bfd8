import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, integerOption, maTypeOption, realOutput } from '../kernel/definition.ts';
import { EXTREME_SLOTS } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { maxInto } from '../operator/max.ts';
import { minInto } from '../operator/min.ts';
import {
  averageHistory,
  averageInto,
  averageLookback,
  averageSlots,
  type MaType,
  toMaType,
} from '../overlap/ma-type.ts';

/** Slots of `fastKInto`. */
export const FAST_K_SLOTS = 2 * EXTREME_SLOTS + 1;

export const STOCHF = defineIndicator({
  name: 'STOCHF',
  group: 'momentum',
  title: 'Stochastic Fast',
  inputs: ['high', 'low', 'close'],
  options: [
    integerOption('optInFastK_Period', 'fastKPeriod', 5, 1),
    integerOption('optInFastD_Period', 'fastDPeriod', 3, 1),
    maTypeOption('optInFastD_MAType', 'fastDType'),
  ],
  outputs: [realOutput('stochf_k', 'outFastK'), realOutput('stochf_d', 'outFastD')],
  lookback: ([k, d, type]) => k! - 1 + averageLookback(type!, d!),
  history: ([k, d, type]) => Math.max(k!, averageHistory(type!, d!)),
  slots: ([, , type]) => 1 + FAST_K_SLOTS + averageSlots(type!),
  temps: 2,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    stochFInto(inputs, begin, end, options, temps, outputs, state, at),
});

export type StochFOptions = {
  readonly fastKPeriod?: number;
  readonly fastDPeriod?: number;
  readonly fastDType?: MaType | number;
};

/**
 * Fast stochastic (Lane): where the close stands between the lowest low and the highest high, and its average.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  fastKPeriod >= 1, 5 bars; fastDPeriod >= 1, 3 bars; fastDType as MA, sma
 * out     k, d: Float64Array[n] each, 0..100 (d beyond it for types that overshoot)
 * shape   NaN before bar fastKPeriod - 1 + lookback of the average in both
 * seed    as the average
 * edge    a window without range -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    five passes, four allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.7; golden: talib161 STOCHF, bit-exact
 * tags    momentum, oscillator
 */
export function stochF(
  bars: HighLowClose,
  options: StochFOptions = {},
): { readonly k: Float64Array; readonly d: Float64Array } {
  const given = [options.fastKPeriod, options.fastDPeriod, toMaType('STOCHF', options.fastDType)];
  const [k, d] = evaluate(STOCHF, [bars.high, bars.low, bars.close], given);
  return { k: k!, d: d! };
}

/** Kernel; inputs are high, low, close; temps keep %K and the lowest low. State: bars seen, `fastKInto`'s, the average's. */
export function stochFInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  options: readonly number[],
  temps: readonly Float64Array[],
  outputs: readonly Float64Array[],
  state: Float64Array,
  at: number,
): void {
  const [period, average, type] = [whole(options, 0), whole(options, 1), whole(options, 2)];
  const [k, d] = [outputs[0]!, outputs[1]!];
  const raw = temps[0]!;
  const first = firstValueBar(begin, end, state[at]!, period - 1);
  state[at]! += end - begin;
  fastKInto(inputs, begin, end, period, temps[1]!, raw, state, at + 1);
  leaveEmpty(d, begin, first);
  averageInto(type, raw, first, end, average, d, state, at + 1 + FAST_K_SLOTS);
  for (let bar = begin; bar < end; bar += 1) k[bar] = Number.isNaN(d[bar]!) ? Number.NaN : raw[bar]!;
}

/** Kernel of raw %K; `lowest` is scratch. State: that of MAX, that of MIN, a sum of closes that no NaN leaves finite. */
export function fastKInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  period: number,
  lowest: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const close = inputs[2]!;
  maxInto(inputs[0]!, begin, end, period, output, state, at);
  minInto(inputs[1]!, begin, end, period, lowest, state, at + EXTREME_SLOTS);
  let poison = state[at + 2 * EXTREME_SLOTS]!;
  for (let bar = begin; bar < end; bar += 1) {
    poison += close[bar]!;
    const percent = (output[bar]! - lowest[bar]!) / 100;
    output[bar] = percent === 0 ? 0 : (close[bar]! - lowest[bar]!) / percent;
  }
  state[at + 2 * EXTREME_SLOTS] = poison;
}
