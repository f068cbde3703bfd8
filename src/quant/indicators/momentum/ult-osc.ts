import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, integerOption, realOutput } from '../kernel/definition.ts';
import { poisonOf } from '../kernel/poison.ts';
import { evaluate } from '../kernel/run.ts';
import { shareOf } from '../kernel/zero.ts';
import { rangeOf } from '../volatility/true-range.ts';

export const ULTOSC = defineIndicator({
  name: 'ULTOSC',
  group: 'momentum',
  title: 'Ultimate Oscillator',
  inputs: ['high', 'low', 'close'],
  options: [
    integerOption('optInTimePeriod1', 'period1', 7, 1),
    integerOption('optInTimePeriod2', 'period2', 14, 1),
    integerOption('optInTimePeriod3', 'period3', 28, 1),
  ],
  outputs: [realOutput('ultosc', 'outReal', [0, 100])],
  lookback: (options) => Math.max(...options),
  history: (options) => Math.max(...options),
  slots: () => 7,
  temps: 2,
  gaps: 'poison',
  scale: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    ultOscInto(inputs, begin, end, options, temps[0]!, temps[1]!, outputs[0]!, state, at),
});

/**
 * Ultimate oscillator (Williams): buying pressure over true range, over three spans, the shortest weighing most.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  period1, period2, period3 >= 1: 7, 14, 28 bars, in any order
 * out     Float64Array[n]  0..100
 * shape   NaN before bar max(periods)
 * seed    none, except by rounding
 * edge    a span without range counts as 0; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, three allocations
 * throws  quant.parameter, quant.input
 * source  Williams 1985; TA-Lib 0.7; golden: talib161 ULTOSC, bit-exact
 * tags    momentum, oscillator
 */
export function ultOsc(
  bars: HighLowClose,
  options: { readonly period1?: number; readonly period2?: number; readonly period3?: number } = {},
): Float64Array {
  const given = [options.period1, options.period2, options.period3];
  return evaluate(ULTOSC, [bars.high, bars.low, bars.close], given)[0]!;
}

/** Kernel; inputs are high, low, close. State: bars seen (up to the longest span), then pressure and range of each span. */
export function ultOscInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  options: readonly number[],
  pressure: Float64Array,
  range: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const periods = [...options].sort((a, b) => a - b) as [number, number, number];
  const [high, low, close] = [inputs[0]!, inputs[1]!, inputs[2]!];
  let bar = begin;
  for (; bar < end && state[at]! < periods[2]; bar += 1) {
    output[bar] = Number.NaN;
    if (state[at] === 0) state[at + 1]! += poisonOf(high[bar]!, low[bar]!, close[bar]!);
    else primeSpans(high, low, close, bar, periods, pressure, range, state, at);
    state[at]! += 1;
  }
  slideSpans(high, low, close, bar, end, periods, pressure, range, output, state, at + 1);
  if (end > begin) state[at + 1]! += poisonOf(0, 0, close[end - 1]!);
}

/** Each span starts so late that, but for the newest bar, it is full at the first value. */
function primeSpans(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  bar: number,
  periods: readonly [number, number, number],
  pressure: Float64Array,
  range: Float64Array,
  state: Float64Array,
  at: number,
): void {
  pressure[bar] = close[bar]! - Math.min(low[bar]!, close[bar - 1]!);
  range[bar] = rangeOf(high[bar]!, low[bar]!, close[bar - 1]!);
  for (let span = 0; span < 3; span += 1) {
    if (state[at]! <= periods[2] - periods[span]!) continue;
    state[at + 1 + 2 * span]! += pressure[bar]!;
    state[at + 2 + 2 * span]! += range[bar]!;
  }
}

function slideSpans(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  [short, middle, long]: readonly [number, number, number],
  pressure: Float64Array,
  range: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let [p1, r1, p2] = [state[at]!, state[at + 1]!, state[at + 2]!];
  let [r2, p3, r3] = [state[at + 3]!, state[at + 4]!, state[at + 5]!];
  for (let bar = begin; bar < end; bar += 1) {
    const newPressure = close[bar]! - Math.min(low[bar]!, close[bar - 1]!);
    const newRange = rangeOf(high[bar]!, low[bar]!, close[bar - 1]!);
    pressure[bar] = newPressure;
    range[bar] = newRange;
    p1 += newPressure;
    p2 += newPressure;
    p3 += newPressure;
    r1 += newRange;
    r2 += newRange;
    r3 += newRange;
    const sum = 4 * shareOf(p1, r1) + 2 * shareOf(p2, r2) + shareOf(p3, r3);
    output[bar] = 100 * (sum / 7);
    p1 -= pressure[bar - short + 1]!;
    r1 -= range[bar - short + 1]!;
    p2 -= pressure[bar - middle + 1]!;
    r2 -= range[bar - middle + 1]!;
    p3 -= pressure[bar - long + 1]!;
    r3 -= range[bar - long + 1]!;
  }
  state.set([p1, r1, p2, r2, p3, r3], at);
}
