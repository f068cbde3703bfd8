import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const AVGDEV = defineIndicator({
  name: 'AVGDEV',
  group: 'price',
  title: 'Average Deviation',
  inputs: ['real'],
  options: [periodOption(14)],
  outputs: [realOutput('avgdev', 'outReal', [0, Infinity])],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period! - 1,
  slots: () => 1,
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    avgDevInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Average deviation: mean distance of the last `period` values from their mean.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input, >= 0
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    2 * period steps per bar, one allocation
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 AVGDEV
 * tags    price, volatility
 */
export function avgDev(values: Float64Array, period?: number): Float64Array {
  return evaluate(AVGDEV, [values], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function avgDevInto(
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
  state[at]! += end - begin;
  let bar = first;
  for (; bar + 1 < end; bar += 2) deviateTwo(input, bar, period, output);
  if (bar < end) deviateOne(input, bar, period, output);
}

/** Sums run from the newest value to the oldest, as in TA-Lib. */
function deviateOne(input: Float64Array, bar: number, period: number, output: Float64Array): void {
  let sum = 0;
  for (let age = 0; age < period; age += 1) sum += input[bar - age]!;
  const mean = sum / period;
  let deviation = 0;
  for (let age = 0; age < period; age += 1) deviation += Math.abs(input[bar - age]! - mean);
  output[bar] = deviation / period;
}

/** The windows of this bar and the next at once: they share all values but one each. Half the time of one by one. */
function deviateTwo(input: Float64Array, bar: number, period: number, output: Float64Array): void {
  const newest = input[bar + 1]!;
  const oldest = input[bar - period + 1]!;
  let sum = 0;
  let nextSum = 0 + newest;
  for (let age = 0; age < period - 1; age += 1) {
    const value = input[bar - age]!;
    sum += value;
    nextSum += value;
  }
  const mean = (sum + oldest) / period;
  const nextMean = nextSum / period;
  let deviation = 0;
  let nextDeviation = Math.abs(newest - nextMean);
  for (let age = 0; age < period - 1; age += 1) {
    const value = input[bar - age]!;
    deviation += Math.abs(value - mean);
    nextDeviation += Math.abs(value - nextMean);
  }
  output[bar] = (deviation + Math.abs(oldest - mean)) / period;
  output[bar + 1] = nextDeviation / period;
}
