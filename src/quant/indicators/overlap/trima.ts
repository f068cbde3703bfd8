import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const TRIMA = defineIndicator({
  name: 'TRIMA',
  group: 'overlap',
  title: 'Triangular Moving Average',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [realOutput('trima')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 4,
  gaps: 'poison',
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    trimaInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Triangular moving average: the middle of the last `period` bars weighs most (a simple average of a simple average).
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none, except by rounding
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 TRIMA, bit-exact
 * tags    overlap, trend
 */
export function trima(close: Float64Array, period?: number): Float64Array {
  return evaluate(TRIMA, [close], [period])[0]!;
}

/** Kernel. State: bars seen, weighted sum, sum of the older half, sum of the newer half. */
export function trimaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, state[at]!, period - 1);
  leaveEmpty(output, begin, first);
  const isFresh = state[at]! < period;
  state[at]! += end - begin;
  if (first >= end) return;
  const half = Math.floor(period / 2);
  const isOdd = period % 2 === 1;
  const factor = isOdd ? 1 / ((half + 1) * (half + 1)) : 1 / (half * (half + 1));
  // Bars from the leaving one to the one that changes halves.
  const middle = isOdd ? half + 1 : half;
  let bar = first;
  if (isFresh) {
    weighWindow(input, bar - period + 1, bar, middle, state, at);
    output[bar] = state[at + 1]! * factor;
    bar += 1;
  }
  if (isOdd) slideOdd(input, bar, end, period, factor, output, state, at);
  else slideEven(input, bar, end, period, factor, output, state, at);
}

/** The first window, summed from the middle outwards as TA-Lib does. */
function weighWindow(
  input: Float64Array,
  oldest: number,
  newest: number,
  middle: number,
  state: Float64Array,
  at: number,
): void {
  let weighted = 0;
  let older = 0;
  let newer = 0;
  for (let bar = oldest + middle - 1; bar >= oldest; bar -= 1) {
    older += input[bar]!;
    weighted += older;
  }
  for (let bar = oldest + middle; bar <= newest; bar += 1) {
    newer += input[bar]!;
    weighted += newer;
  }
  state[at + 1] = weighted;
  state[at + 2] = older;
  state[at + 3] = newer;
}

function slideOdd(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  factor: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let [weighted, older, newer] = [state[at + 1]!, state[at + 2]!, state[at + 3]!];
  const middle = (period + 1) / 2;
  for (let bar = begin; bar < end; bar += 1) {
    const leaving = bar - period;
    weighted -= older;
    older -= input[leaving]!;
    older += input[leaving + middle]!;
    weighted += newer;
    newer -= input[leaving + middle]!;
    newer += input[bar]!;
    weighted += input[bar]!;
    output[bar] = weighted * factor;
  }
  state[at + 1] = weighted;
  state[at + 2] = older;
  state[at + 3] = newer;
}

function slideEven(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  factor: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let [weighted, older, newer] = [state[at + 1]!, state[at + 2]!, state[at + 3]!];
  const middle = period / 2;
  for (let bar = begin; bar < end; bar += 1) {
    const leaving = bar - period;
    weighted -= older;
    older -= input[leaving]!;
    older += input[leaving + middle]!;
    newer -= input[leaving + middle]!;
    weighted += newer;
    newer += input[bar]!;
    weighted += input[bar]!;
    output[bar] = weighted * factor;
  }
  state[at + 1] = weighted;
  state[at + 2] = older;
  state[at + 3] = newer;
}
