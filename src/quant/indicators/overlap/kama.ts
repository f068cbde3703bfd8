import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { isZero } from '../kernel/zero.ts';

export const KAMA = defineIndicator({
  name: 'KAMA',
  group: 'overlap',
  title: 'Kaufman Adaptive Moving Average',
  inputs: ['real'],
  options: [periodOption(30)],
  outputs: [realOutput('kama')],
  lookback: ([period]) => period!,
  history: ([period]) => period! + 1,
  slots: () => 3,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    kamaInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Kaufman adaptive moving average: as fast as an EMA of 2 when the price goes straight, as slow as one of 30 when it
 * wanders.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 *         period  integer >= 2     bars over which straightness is judged
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    starts at close[period - 1]; how fast that fades depends on the prices
 * edge    n <= period -> all NaN; a net rise as large as the path counts as straight even if the path is flat, as TA-Lib
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  Kaufman 1995; TA-Lib 0.7; golden: talib161 KAMA, bit-exact
 * tags    overlap, trend, adaptive
 */
export function kama(close: Float64Array, period?: number): Float64Array {
  return evaluate(KAMA, [close], [period])[0]!;
}

const SLOWEST = 2 / (30 + 1);
const FASTEST_OVER_SLOWEST = 2 / (2 + 1) - SLOWEST;

/** Kernel. State: bars seen (up to period + 1), length of the path, the average. */
export function kamaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let seen = state[at]!;
  let path = state[at + 1]!;
  let average = state[at + 2]!;
  let bar = begin;
  for (; bar < end && seen <= period; bar += 1) {
    if (seen > 0) path += Math.abs(input[bar - 1]! - input[bar]!);
    if (seen === period) {
      average = input[bar - 1]!;
      const net = input[bar]! - input[bar - period]!;
      average = (input[bar]! - average) * paceOf(path <= net || isZero(path) ? 1 : Math.abs(net / path)) + average;
    }
    output[bar] = seen === period ? average : Number.NaN;
    seen += 1;
  }
  for (; bar < end; bar += 1) {
    const price = input[bar]!;
    const oldest = input[bar - period]!;
    path -= Math.abs(input[bar - period - 1]! - oldest);
    path += Math.abs(price - input[bar - 1]!);
    const net = price - oldest;
    average = (price - average) * paceOf(path <= net || isZero(path) ? 1 : Math.abs(net / path)) + average;
    output[bar] = average;
  }
  state[at] = seen;
  state[at + 1] = path;
  state[at + 2] = average;
}

/**
 * How far the average goes towards the price, which moved so straight (0..1): the square, as Kaufman has it, of a weight
 * between slowest and fastest.
 */
function paceOf(efficiency: number): number {
  const root = efficiency * FASTEST_OVER_SLOWEST + SLOWEST;
  return root * root;
}
