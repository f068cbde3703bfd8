import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, integerOption, periodOption, realOutput } from '../kernel/definition.ts';
import { EXTREME_SLOTS } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { maxInto } from '../operator/max.ts';
import { minInto } from '../operator/min.ts';
import { emaInto, smoothingOf } from '../overlap/ema.ts';

export const SMI = defineIndicator({
  name: 'SMI',
  group: 'momentum',
  title: 'Stochastic Momentum Index',
  inputs: ['high', 'low', 'close'],
  options: [
    periodOption(13),
    integerOption('optInFastPeriod', 'fastPeriod', 2),
    integerOption('optInSlowPeriod', 'slowPeriod', 25),
    integerOption('optInSignalPeriod', 'signalPeriod', 9),
  ],
  outputs: [realOutput('smi', 'outSMI'), realOutput('smi_signal', 'outSMISignal')],
  lookback: ([period, fast, slow, signal]) => period! + fast! + slow! + signal! - 4,
  history: ([period]) => period!,
  slots: () => 1 + 2 * EXTREME_SLOTS + 10,
  temps: 2,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    smiInto(inputs, begin, end, options, temps, outputs, state, at),
});

/**
 * Stochastic momentum index (Blau): the close's distance from the middle of its range, over half that range, both averaged
 * twice; and an average of the result.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  period >= 2, 13; fastPeriod >= 2, 2; slowPeriod >= 2, 25; signalPeriod >= 2, 9 bars
 * out     smi, signal: Float64Array[n] each, -100..100
 * shape   NaN before bar period + fastPeriod + slowPeriod + signalPeriod - 4 (lookback 45), in both
 * seed    as EMA
 * edge    no range at all -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    ten passes, four allocations
 * throws  quant.parameter, quant.input
 * source  Blau 1993; TA-Lib 0.8.1; golden: talib081 SMI, TTR SMI
 * tags    momentum, oscillator
 */
export function smi(
  bars: HighLowClose,
  options: {
    readonly period?: number;
    readonly fastPeriod?: number;
    readonly slowPeriod?: number;
    readonly signalPeriod?: number;
  } = {},
): { readonly smi: Float64Array; readonly signal: Float64Array } {
  const { period, fastPeriod, slowPeriod, signalPeriod } = options;
  const given = [period, fastPeriod, slowPeriod, signalPeriod];
  const [line, signal] = evaluate(SMI, [bars.high, bars.low, bars.close], given);
  return { smi: line!, signal: signal! };
}

const DISTANCE_AT = 1 + 2 * EXTREME_SLOTS;
const RANGE_AT = DISTANCE_AT + 4;
const SIGNAL_AT = RANGE_AT + 4;

/** Kernel; temps keep the distance and the range. State: bars seen, MAX's, MIN's, two averages of each, the signal's. */
export function smiInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  options: readonly number[],
  temps: readonly Float64Array[],
  outputs: readonly Float64Array[],
  state: Float64Array,
  at: number,
): void {
  const [period, fast, slow, signal] = [whole(options, 0), whole(options, 1), whole(options, 2), whole(options, 3)];
  const [distance, range, line, signalLine] = [temps[0]!, temps[1]!, outputs[0]!, outputs[1]!];
  const seen = takeBars(state, at, begin, end);
  const from = firstValueBar(begin, end, seen, period - 1);
  const lineFrom = firstValueBar(begin, end, seen, period + slow + fast - 3);
  distanceInto(inputs, begin, end, period, distance, range, state, at + 1);
  smoothTwice(
    distance,
    from,
    firstValueBar(begin, end, seen, period + slow - 2),
    end,
    slow,
    fast,
    state,
    at + DISTANCE_AT,
  );
  smoothTwice(range, from, firstValueBar(begin, end, seen, period + slow - 2), end, slow, fast, state, at + RANGE_AT);
  leaveEmpty(line, begin, lineFrom);
  leaveEmpty(signalLine, begin, lineFrom);
  for (let bar = lineFrom; bar < end; bar += 1) line[bar] = range[bar]! > 0 ? (200 * distance[bar]!) / range[bar]! : 0;
  emaInto(line, lineFrom, end, signal, smoothingOf(signal), signalLine, state, at + SIGNAL_AT);
  for (let bar = lineFrom; bar < end; bar += 1) if (Number.isNaN(signalLine[bar]!)) line[bar] = Number.NaN;
}

/** How far the close stands from the middle of the range of `period` bars, and that range. */
function distanceInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  period: number,
  distance: Float64Array,
  range: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const close = inputs[2]!;
  maxInto(inputs[0]!, begin, end, period, distance, state, at);
  minInto(inputs[1]!, begin, end, period, range, state, at + EXTREME_SLOTS);
  for (let bar = begin; bar < end; bar += 1) {
    const [highest, lowest] = [distance[bar]!, range[bar]!];
    distance[bar] = close[bar]! - (highest + lowest) / 2;
    range[bar] = highest - lowest;
  }
}

/** An exponential average of an exponential average, in place. */
function smoothTwice(
  values: Float64Array,
  from: number,
  secondFrom: number,
  end: number,
  slow: number,
  fast: number,
  state: Float64Array,
  at: number,
): void {
  emaInto(values, from, end, slow, smoothingOf(slow), values, state, at);
  emaInto(values, secondFrom, end, fast, smoothingOf(fast), values, state, at + 2);
}
