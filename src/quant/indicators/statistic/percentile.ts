import { defineIndicator, periodOption, realOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const PERCENTILE = defineIndicator({
  name: 'PERCENTILE',
  group: 'statistic',
  title: 'Percentile (nearest rank)',
  inputs: ['real'],
  options: [{ ...periodOption(30), max: 10_000 }, realOption('optInPercentile', 'percentile', 50, 0, 100)],
  outputs: [realOutput('percentile')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: ([period]) => 1 + period!,
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    percentileInto(inputs[0]!, begin, end, whole(options, 0), options[1]!, outputs[0]!, state, at),
});

/**
 * Percentile of the last `period` values by nearest rank: always one of them, never between two.
 *
 * in      values      Float64Array[n]
 *         period      integer 2 .. 10 000   bars, 30
 *         percentile  number 0 .. 100       50; 0 is the lowest, 100 the highest
 * out     Float64Array[n]                   unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    up to `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  Hyndman and Fan 1996, type 1; TA-Lib 0.8.1; golden: talib081 PERCENTILE
 * tags    statistic
 */
export function percentile(
  values: Float64Array,
  options: { readonly period?: number; readonly percentile?: number } = {},
): Float64Array {
  return evaluate(PERCENTILE, [values], [options.period, options.percentile])[0]!;
}

/** Kernel. State: bars seen, then the last `period` values in ascending order. */
export function percentileInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  percentile: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const rank = Math.min(period, Math.max(1, Math.ceil((percentile * period) / 100)));
  const seen = takeBars(state, at, begin, end);
  for (let bar = begin; bar < end; bar += 1) {
    const count = Math.min(period, seen + bar - begin);
    if (count < period) insertSorted(state, at + 1, count, input[bar]!);
    else replaceSorted(state, at + 1, period, input[bar - period]!, input[bar]!);
    output[bar] = count < period - 1 ? Number.NaN : state[at + rank]!;
  }
}

/** Puts `value` among the `count` ascending numbers from `at` on. */
function insertSorted(values: Float64Array, at: number, count: number, value: number): void {
  let place = at + count;
  for (; place > at && values[place - 1]! > value; place -= 1) values[place] = values[place - 1]!;
  values[place] = value;
}

/** Takes `old` out of `count` ascending numbers and puts `value` in. */
function replaceSorted(values: Float64Array, at: number, count: number, old: number, value: number): void {
  let place = at;
  while (place < at + count - 1 && values[place]! < old) place += 1;
  for (; place < at + count - 1 && values[place + 1]! < value; place += 1) values[place] = values[place + 1]!;
  for (; place > at && values[place - 1]! > value; place -= 1) values[place] = values[place - 1]!;
  values[place] = value;
}
