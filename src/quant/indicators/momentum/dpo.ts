import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { smaInto } from '../overlap/sma.ts';

export const DPO = defineIndicator({
  name: 'DPO',
  group: 'momentum',
  title: 'Detrended Price Oscillator',
  inputs: ['real'],
  options: [periodOption(20)],
  outputs: [realOutput('dpo')],
  lookback: ([period]) => Math.max(period! - 1, shiftOf(period!)),
  history: ([period]) => period! + 1,
  slots: () => 3,
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    dpoInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Detrended price oscillator: the price of half a period ago minus the average around it. It looks back only: the value
 * stands at the bar that completes the average.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 *         period  integer >= 2     bars, 20
 * out     Float64Array[n]          unit of price
 * shape   NaN before bar period - 1 (lookback 19)
 * seed    none, except by rounding
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    two passes, one allocation
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 DPO, tulip dpo
 * tags    momentum, oscillator
 */
export function dpo(close: Float64Array, period?: number): Float64Array {
  return evaluate(DPO, [close], [period])[0]!;
}

/** Half the period and one bar, which puts the price under the middle of its average. */
function shiftOf(period: number): number {
  return Math.floor(period / 2) + 1;
}

/** Kernel. State: bars seen, the average's. */
export function dpoInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const shift = shiftOf(period);
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), Math.max(period - 1, shift));
  smaInto(input, begin, end, period, output, state, at + 1);
  leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; bar += 1) output[bar] = input[bar - shift]! - output[bar]!;
}
