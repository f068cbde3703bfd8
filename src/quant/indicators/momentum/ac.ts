import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, integerOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { smaInto } from '../overlap/sma.ts';
import { aoInto } from './ao.ts';

export const AC = defineIndicator({
  name: 'AC',
  group: 'momentum',
  title: 'Accelerator/Decelerator Oscillator',
  inputs: ['high', 'low'],
  options: [
    integerOption('optInFastPeriod', 'fastPeriod', 5),
    integerOption('optInSlowPeriod', 'slowPeriod', 34),
    integerOption('optInSignalPeriod', 'signalPeriod', 5),
  ],
  outputs: [realOutput('ac')],
  lookback: ([fast, slow, signal]) => Math.max(fast!, slow!) - 1 + signal! - 1,
  history: ([fast, slow, signal]) => Math.max(fast!, slow!, signal!),
  slots: () => 7,
  temps: 3,
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    acInto(inputs, begin, end, options, temps, outputs[0]!, state, at),
});

/**
 * Accelerator oscillator (Williams): the awesome oscillator minus its own simple average.
 *
 * in      bars          high, low: Float64Array[n] each, price
 *         fastPeriod    integer >= 2   bars, 5
 *         slowPeriod    integer >= 2   bars, 34
 *         signalPeriod  integer >= 2   bars, 5
 * out     Float64Array[n]              unit of price
 * shape   NaN before bar max(fastPeriod, slowPeriod) + signalPeriod - 2 (lookback 37)
 * seed    none, except by rounding
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    six passes, four allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 AC
 * tags    momentum, oscillator
 */
export function ac(
  bars: HighLow,
  options: { readonly fastPeriod?: number; readonly slowPeriod?: number; readonly signalPeriod?: number } = {},
): Float64Array {
  const given = [options.fastPeriod, options.slowPeriod, options.signalPeriod];
  return evaluate(AC, [bars.high, bars.low], given)[0]!;
}

/** Kernel; temps keep the median, the fast average and the oscillator. State: bars seen, AO's, the signal's. */
export function acInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  options: readonly number[],
  temps: readonly Float64Array[],
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [fast, slow] = [whole(options, 0), whole(options, 1)];
  const oscillator = temps[2]!;
  const from = firstValueBar(begin, end, takeBars(state, at, begin, end), Math.max(fast, slow) - 1);
  aoInto(inputs[0]!, inputs[1]!, begin, end, fast, slow, temps[0]!, temps[1]!, oscillator, state, at + 1);
  leaveEmpty(output, begin, from);
  smaInto(oscillator, from, end, whole(options, 2), output, state, at + 5);
  for (let bar = from; bar < end; bar += 1) output[bar] = oscillator[bar]! - output[bar]!;
}
