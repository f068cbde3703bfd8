import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, sumOf, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { wmaInto } from './wma.ts';

export const HMA = defineIndicator({
  name: 'HMA',
  group: 'overlap',
  title: 'Hull Moving Average',
  inputs: ['real'],
  options: [periodOption(20, 1)],
  outputs: [realOutput('hma')],
  lookback: ([period]) => hmaLookback(period!),
  history: ([period]) => period!,
  slots: () => 10,
  temps: 2,
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    hmaInto(inputs[0]!, begin, end, whole(options, 0), temps[0]!, temps[1]!, outputs[0]!, state, at),
});

/**
 * Hull moving average: a weighted average of what half the period foretells about the whole one. Quick, and it overshoots.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 1     bars, 20; 1 copies
 * out     Float64Array[n]          unit of the input
 * shape   NaN before bar period + floor(sqrt(period)) - 2 (lookback 22)
 * seed    none, except by rounding
 * edge    half the period and its root are rounded down; a bar that is not finite -> NaN, restarts after it
 * cost    four passes, three allocations
 * throws  quant.parameter, quant.input
 * source  Hull 2005; TA-Lib 0.8.1; golden: talib081 HMA, tulip hma
 * tags    overlap, trend
 */
export function hma(close: Float64Array, period?: number): Float64Array {
  return evaluate(HMA, [close], [period])[0]!;
}

function rootOf(period: number): number {
  return Math.floor(Math.sqrt(period));
}

function halfOf(period: number): number {
  return Math.max(1, Math.floor(period / 2));
}

/** Bars before the first value. */
export function hmaLookback(period: number): number {
  return period - 1 + rootOf(period) - 1;
}

/** Kernel; `half` and `ahead` are scratch. State: bars seen, three weighted averages. */
export function hmaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  half: Float64Array,
  ahead: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const from = firstValueBar(begin, end, takeBars(state, at, begin, end), period - 1);
  wmaInto(input, begin, end, halfOf(period), half, state, at + 1);
  wmaInto(input, begin, end, period, ahead, state, at + 4);
  for (let bar = begin; bar < end; bar += 1) ahead[bar] = 2 * half[bar]! - ahead[bar]!;
  leaveEmpty(output, begin, from);
  wmaInto(ahead, from, end, rootOf(period), output, state, at + 7);
}

/**
 * Kernel without scratch, for functions that average something of their own: the three averages are one weighted sum.
 * State: bars seen, and a sum that no NaN leaves finite.
 */
export function hullInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const weights = hullWeights(period);
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), weights.length - 1);
  state[at + 1] = state[at + 1]! + sumOf(input, begin, end);
  leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; bar += 1) {
    let sum = 0;
    for (let age = weights.length - 1; age >= 0; age -= 1) sum += weights[age]! * input[bar - age]!;
    output[bar] = sum;
  }
}

/** By age, the newest first. */
function hullWeights(period: number): Float64Array {
  const [half, root] = [halfOf(period), rootOf(period)];
  const weights = new Float64Array(hmaLookback(period) + 1);
  const share = (size: number, age: number) => (age < size ? (size - age) / ((size * (size + 1)) / 2) : 0);
  for (let outer = 0; outer < root; outer += 1) {
    for (let inner = 0; inner < period; inner += 1) {
      weights[outer + inner]! += share(root, outer) * (2 * share(half, inner) - share(period, inner));
    }
  }
  return weights;
}
