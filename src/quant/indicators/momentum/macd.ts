import { defineIndicator, integerOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { smoothingOf } from '../overlap/ema.ts';

export const MACD = defineIndicator({
  name: 'MACD',
  group: 'momentum',
  title: 'Moving Average Convergence/Divergence',
  inputs: ['real'],
  options: [
    integerOption('optInFastPeriod', 'fastPeriod', 12),
    integerOption('optInSlowPeriod', 'slowPeriod', 26),
    integerOption('optInSignalPeriod', 'signalPeriod', 9, 1),
  ],
  outputs: [
    realOutput('macd', 'outMACD'),
    realOutput('macd_signal', 'outMACDSignal'),
    realOutput('macd_hist', 'outMACDHist'),
  ],
  lookback: ([fast, slow, signal]) => Math.max(fast!, slow!) - 1 + signal! - 1,
  slots: () => 4,
  gaps: 'poison',
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) => {
    const fast = Math.min(whole(options, 0), whole(options, 1));
    const slow = Math.max(whole(options, 0), whole(options, 1));
    const periods = { fast, slow, signal: whole(options, 2), fastK: smoothingOf(fast), slowK: smoothingOf(slow) };
    macdInto(inputs[0]!, begin, end, periods, outputs[0]!, outputs[1]!, outputs[2]!, state, at);
  },
});

export type MacdOptions = {
  readonly fastPeriod?: number;
  readonly slowPeriod?: number;
  readonly signalPeriod?: number;
};
export type MacdResult = {
  readonly macd: Float64Array;
  readonly signal: Float64Array;
  readonly histogram: Float64Array;
};

/**
 * Moving average convergence/divergence: a fast EMA minus a slow one, its own EMA, and the distance between the two.
 *
 * in      close         Float64Array[n]  price, one instrument, ascending, adjusted
 *         fastPeriod    integer >= 2     bars, 12; swapped with the slow one when it is larger
 *         slowPeriod    integer >= 2     bars, 26
 *         signalPeriod  integer >= 1     bars, 9
 * out     macd, signal, histogram = macd - signal: Float64Array[n] each, unit of the input
 * shape   NaN before bar slowPeriod + signalPeriod - 2 in all three (lookback 33)
 * seed    slow: mean of the first `slowPeriod` bars; fast: mean of the `fastPeriod` bars that end where the slow seed
 *         ends; signal: mean of its first `signalPeriod` values. Below 1e-9 after 11 * slowPeriod bars
 * edge    n <= lookback -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, three allocations
 * throws  quant.parameter for a period out of range
 * source  Appel 1979; TA-Lib 0.7 seeds; golden: talib161 MACD, bit-exact
 * tags    momentum, trend
 */
export function macd(close: Float64Array, options: MacdOptions = {}): MacdResult {
  const { fastPeriod, slowPeriod, signalPeriod } = options;
  const [line, signal, histogram] = evaluate(MACD, [close], [fastPeriod, slowPeriod, signalPeriod]);
  return { macd: line!, signal: signal!, histogram: histogram! };
}

const SEEN = 0;
const FAST = 1;
const SLOW = 2;
const SIGNAL = 3;

/** Periods in bars, fast <= slow, and the weight of the newest bar in the fast and the slow average. */
export type MacdPeriods = {
  readonly fast: number;
  readonly slow: number;
  readonly signal: number;
  readonly fastK: number;
  readonly slowK: number;
};

/** Kernel. State: bars seen (up to lookback + 1), then fast, slow, signal: sums until seeded, averages afterwards. */
export function macdInto(
  input: Float64Array,
  begin: number,
  end: number,
  periods: MacdPeriods,
  line: Float64Array,
  signalLine: Float64Array,
  histogram: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const barsToSeed = periods.slow + periods.signal - 1;
  let bar = begin;
  for (; bar < end && state[at + SEEN]! < barsToSeed; bar += 1) {
    const value = seedMacd(input[bar]!, periods, state, at);
    const isSeeded = state[at + SEEN] === barsToSeed;
    line[bar] = isSeeded ? value : Number.NaN;
    signalLine[bar] = isSeeded ? state[at + SIGNAL]! : Number.NaN;
    histogram[bar] = isSeeded ? value - state[at + SIGNAL]! : Number.NaN;
  }
  const signalK = smoothingOf(periods.signal);
  steadyMacd(input, bar, end, periods.fastK, periods.slowK, signalK, line, signalLine, histogram, state, at);
}

/** One bar while any of the three averages is still being seeded; returns the line. */
function seedMacd(price: number, periods: MacdPeriods, state: Float64Array, at: number): number {
  const seen = state[at + SEEN]!;
  state[at + SEEN] = seen + 1;
  if (seen < periods.slow) {
    state[at + SLOW]! += price;
    if (seen >= periods.slow - periods.fast) state[at + FAST]! += price;
    if (seen < periods.slow - 1) return Number.NaN;
    state[at + SLOW]! /= periods.slow;
    state[at + FAST]! /= periods.fast;
  } else {
    state[at + FAST] = (price - state[at + FAST]!) * periods.fastK + state[at + FAST]!;
    state[at + SLOW] = (price - state[at + SLOW]!) * periods.slowK + state[at + SLOW]!;
  }
  const value = state[at + FAST]! - state[at + SLOW]!;
  state[at + SIGNAL]! += value;
  if (seen === periods.slow + periods.signal - 2) state[at + SIGNAL]! /= periods.signal;
  return value;
}

function steadyMacd(
  input: Float64Array,
  begin: number,
  end: number,
  fastK: number,
  slowK: number,
  signalK: number,
  line: Float64Array,
  signalLine: Float64Array,
  histogram: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let fast = state[at + FAST]!;
  let slow = state[at + SLOW]!;
  let signal = state[at + SIGNAL]!;
  for (let bar = begin; bar < end; bar += 1) {
    const price = input[bar]!;
    fast = (price - fast) * fastK + fast;
    slow = (price - slow) * slowK + slow;
    const value = fast - slow;
    signal = (value - signal) * signalK + signal;
    line[bar] = value;
    signalLine[bar] = signal;
    histogram[bar] = value - signal;
  }
  state[at + FAST] = fast;
  state[at + SLOW] = slow;
  state[at + SIGNAL] = signal;
}
