import { defineIndicator, integerOption, maTypeOption, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { averageHistory, averageLookback, averageSlots, toMaType } from '../overlap/ma-type.ts';
import { rsiInto } from './rsi.ts';
import { FAST_K_SLOTS, type StochFOptions, stochFInto } from './stoch-f.ts';

const RSI_SLOTS = 3;

export const STOCHRSI = defineIndicator({
  name: 'STOCHRSI',
  group: 'momentum',
  title: 'Stochastic Relative Strength Index',
  inputs: ['real'],
  options: [
    periodOption(14),
    integerOption('optInFastK_Period', 'fastKPeriod', 5, 1),
    integerOption('optInFastD_Period', 'fastDPeriod', 3, 1),
    maTypeOption('optInFastD_MAType', 'fastDType'),
  ],
  outputs: [realOutput('stochrsi_k', 'outFastK'), realOutput('stochrsi_d', 'outFastD')],
  lookback: ([period, k, d, type]) => period! + k! - 1 + averageLookback(type!, d!),
  history: ([, k, d, type]) => Math.max(k!, averageHistory(type!, d!)),
  slots: ([, , , type]) => 1 + RSI_SLOTS + 1 + FAST_K_SLOTS + averageSlots(type!),
  temps: 3,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    stochRsiInto(inputs[0]!, begin, end, options, temps, outputs, state, at),
});

/**
 * Stochastic RSI (Chande, Kroll): where the RSI stands in its own recent range.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  period >= 2, 14 bars of the RSI; the rest as STOCHF
 * out     k, d: Float64Array[n] each, 0..100 (d beyond it for types that overshoot)
 * shape   NaN before bar period + fastKPeriod - 1 + lookback of the average in both
 * seed    as RSI
 * edge    an RSI that did not move -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    six passes, five allocations
 * throws  quant.parameter
 * source  Chande and Kroll 1994; TA-Lib 0.7; golden: talib161 STOCHRSI, bit-exact
 * tags    momentum, oscillator
 */
export function stochRsi(
  close: Float64Array,
  options: StochFOptions & { readonly period?: number } = {},
): { readonly k: Float64Array; readonly d: Float64Array } {
  const { period, fastKPeriod, fastDPeriod, fastDType } = options;
  const [k, d] = evaluate(STOCHRSI, [close], [period, fastKPeriod, fastDPeriod, toMaType('STOCHRSI', fastDType)]);
  return { k: k!, d: d! };
}

/** Kernel; temps keep the RSI and STOCHF's. State: bars seen, RSI's, STOCHF's. */
export function stochRsiInto(
  input: Float64Array,
  begin: number,
  end: number,
  options: readonly number[],
  temps: readonly Float64Array[],
  outputs: readonly Float64Array[],
  state: Float64Array,
  at: number,
): void {
  const strength = temps[0]!;
  const first = firstValueBar(begin, end, state[at]!, whole(options, 0));
  state[at]! += end - begin;
  rsiInto(input, begin, end, whole(options, 0), strength, state, at + 1);
  for (const output of outputs) leaveEmpty(output, begin, first);
  const inputs = [strength, strength, strength];
  stochFInto(inputs, first, end, options.slice(1), temps.slice(1), outputs, state, at + 1 + RSI_SLOTS);
}
