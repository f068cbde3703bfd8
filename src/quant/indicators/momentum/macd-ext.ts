import { defineIndicator, integerOption, maTypeOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import {
  averageHistory,
  averageInto,
  averageLookback,
  averageSlots,
  type MaType,
  toMaType,
} from '../overlap/ma-type.ts';
import type { MacdResult } from './macd.ts';

export const MACDEXT = defineIndicator({
  name: 'MACDEXT',
  group: 'momentum',
  title: 'MACD with controllable MA type',
  inputs: ['real'],
  options: [
    integerOption('optInFastPeriod', 'fastPeriod', 12),
    maTypeOption('optInFastMAType', 'fastType'),
    integerOption('optInSlowPeriod', 'slowPeriod', 26),
    maTypeOption('optInSlowMAType', 'slowType'),
    integerOption('optInSignalPeriod', 'signalPeriod', 9, 1),
    maTypeOption('optInSignalMAType', 'signalType'),
  ],
  outputs: [
    realOutput('macdext', 'outMACD'),
    realOutput('macdext_signal', 'outMACDSignal'),
    realOutput('macdext_hist', 'outMACDHist'),
  ],
  lookback: (options) => lineLookback(options) + averageLookback(options[5]!, options[4]!),
  history: ([fast, fastType, slow, slowType, signal, signalType]) =>
    Math.max(averageHistory(fastType!, fast!), averageHistory(slowType!, slow!), averageHistory(signalType!, signal!)),
  slots: ([, fast, , slow, , signal]) => 1 + averageSlots(fast!) + averageSlots(slow!) + averageSlots(signal!),
  temps: 2,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    macdExtInto(inputs[0]!, begin, end, options, temps, outputs, state, at),
});

export type MacdExtOptions = {
  readonly fastPeriod?: number;
  readonly fastType?: MaType | number;
  readonly slowPeriod?: number;
  readonly slowType?: MaType | number;
  readonly signalPeriod?: number;
  readonly signalType?: MaType | number;
};

/**
 * MACD out of moving averages of any type.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  periods as MACD (fast and slow change places, with their types, when fast is longer); types as MA, sma
 * out     macd, signal, histogram: Float64Array[n] each, unit of the input
 * shape   NaN before the longer lookback of fast and slow, plus that of the signal
 * seed    fast and slow are seeded so that both have their first value at the same bar
 * edge    n <= lookback -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    four passes, five allocations
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 MACDEXT, bit-exact
 * tags    momentum, trend
 */
export function macdExt(close: Float64Array, options: MacdExtOptions = {}): MacdResult {
  const given = [
    options.fastPeriod,
    toMaType('MACDEXT', options.fastType),
    options.slowPeriod,
    toMaType('MACDEXT', options.slowType),
    options.signalPeriod,
    toMaType('MACDEXT', options.signalType),
  ];
  const [line, signal, histogram] = evaluate(MACDEXT, [close], given);
  return { macd: line!, signal: signal!, histogram: histogram! };
}

function lineLookback(options: readonly number[]): number {
  return Math.max(averageLookback(options[1]!, options[0]!), averageLookback(options[3]!, options[2]!));
}

/** Kernel; temps keep the line and the slow average. State: bars seen, then that of the fast, slow and signal average. */
export function macdExtInto(
  input: Float64Array,
  begin: number,
  end: number,
  options: readonly number[],
  temps: readonly Float64Array[],
  outputs: readonly Float64Array[],
  state: Float64Array,
  at: number,
): void {
  const isSwapped = whole(options, 2) < whole(options, 0);
  const [fast, fastType] = isSwapped ? [whole(options, 2), whole(options, 3)] : [whole(options, 0), whole(options, 1)];
  const [slow, slowType] = isSwapped ? [whole(options, 0), whole(options, 1)] : [whole(options, 2), whole(options, 3)];
  const [line, slowAverage] = [temps[0]!, temps[1]!];
  const seen = state[at]!;
  state[at] = seen + (end - begin);
  const lookback = lineLookback(options);
  const startOf = (type: number, period: number) =>
    firstValueBar(begin, end, seen, lookback - averageLookback(type, period));
  const fastAt = at + 1;
  const slowAt = fastAt + averageSlots(fastType);
  averageInto(fastType, input, startOf(fastType, fast), end, fast, line, state, fastAt);
  averageInto(slowType, input, startOf(slowType, slow), end, slow, slowAverage, state, slowAt);
  const first = firstValueBar(begin, end, seen, lookback);
  for (let bar = first; bar < end; bar += 1) line[bar]! -= slowAverage[bar]!;
  signalInto(
    line,
    begin,
    first,
    end,
    whole(options, 4),
    whole(options, 5),
    outputs,
    state,
    slowAt + averageSlots(slowType),
  );
}

function signalInto(
  line: Float64Array,
  begin: number,
  first: number,
  end: number,
  period: number,
  type: number,
  outputs: readonly Float64Array[],
  state: Float64Array,
  at: number,
): void {
  const [lineOut, signal, histogram] = [outputs[0]!, outputs[1]!, outputs[2]!];
  for (const output of outputs) leaveEmpty(output, begin, first);
  averageInto(type, line, first, end, period, signal, state, at);
  for (let bar = first; bar < end; bar += 1) {
    lineOut[bar] = Number.isNaN(signal[bar]!) ? Number.NaN : line[bar]!;
    histogram[bar] = line[bar]! - signal[bar]!;
  }
}
