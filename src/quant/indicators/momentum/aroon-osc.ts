import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { EXTREME_SLOTS } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { barsSinceHighInto, barsSinceLowInto } from './aroon.ts';

export const AROONOSC = defineIndicator({
  name: 'AROONOSC',
  group: 'momentum',
  title: 'Aroon Oscillator',
  inputs: ['high', 'low'],
  options: [periodOption(14)],
  outputs: [realOutput('aroonosc', 'outReal', [-100, 100])],
  lookback: ([period]) => period!,
  history: ([period]) => period! + 1,
  slots: () => 2 * EXTREME_SLOTS,
  gaps: 'poison',
  temps: 1,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) => {
    const [output, sinceHigh] = [outputs[0]!, temps[0]!];
    barsSinceLowInto(inputs[1]!, begin, end, whole(options, 0), output, state, at);
    barsSinceHighInto(inputs[0]!, begin, end, whole(options, 0), sinceHigh, state, at + EXTREME_SLOTS);
    const factor = 100 / whole(options, 0);
    for (let bar = begin; bar < end; bar += 1) output[bar] = factor * (output[bar]! - sinceHigh[bar]!);
  },
});

/**
 * Aroon oscillator (Chande): Aroon up minus Aroon down.
 *
 * in      bars    high, low: Float64Array[n] each, price
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          -100..100
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none
 * edge    of equal extremes the latest counts; a bar that is not finite -> NaN, restarts after it
 * cost    three passes, two allocations
 * throws  quant.parameter, quant.input
 * source  Chande 1995; TA-Lib 0.7; golden: talib161 AROONOSC, bit-exact
 * tags    momentum, oscillator
 */
export function aroonOsc(bars: HighLow, period?: number): Float64Array {
  return evaluate(AROONOSC, [bars.high, bars.low], [period])[0]!;
}
