import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';

export const CCI = defineIndicator({
  name: 'CCI',
  group: 'momentum',
  title: 'Commodity Channel Index',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(14)],
  outputs: [realOutput('cci')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period! - 1,
  slots: () => 2,
  temps: 1,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    cciInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, whole(options, 0), temps[0]!, outputs[0]!, state, at),
});

/**
 * Commodity channel index (Lambert): how many mean deviations, in hundreds of 0.015, the typical price is from its mean.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          no unit, mostly -300..300
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    price at its mean, or no deviation -> 0; equal prices can give a spurious value by rounding, as the C before 0.8.1
 * cost    2 * period steps per bar, two allocations
 * throws  quant.parameter, quant.input
 * source  Lambert 1980; TA-Lib 0.7, summed in the order of its ring buffer; golden: talib161 CCI, bit-exact
 * tags    momentum, oscillator
 */
export function cci(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(CCI, [bars.high, bars.low, bars.close], [period])[0]!;
}

/** Kernel; `typical` keeps the typical prices. State: bars seen, and a sum of prices that no NaN leaves finite. */
export function cciInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  period: number,
  typical: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let seen = state[at]!;
  let poison = state[at + 1]!;
  // The place of the bar in a ring buffer of `period`: sums start at its first place and wrap around.
  let place = (seen % period) | 0;
  for (let bar = begin; bar < end; bar += 1, seen += 1) {
    const price = (high[bar]! + low[bar]! + close[bar]!) / 3;
    typical[bar] = price;
    poison += price;
    const head = bar - place;
    place = place === period - 1 ? 0 : place + 1;
    if (seen < period - 1) {
      output[bar] = Number.NaN;
      continue;
    }
    const mean = sumOf(typical, bar - period + 1, head, bar) / period;
    const deviation = sumOfDistances(typical, mean, bar - period + 1, head, bar);
    const distance = price - mean;
    output[bar] = distance !== 0 && deviation !== 0 ? distance / (0.015 * (deviation / period)) : 0;
  }
  state[at] = seen;
  state[at + 1] = poison;
}

function sumOf(values: Float64Array, oldest: number, head: number, newest: number): number {
  let sum = 0;
  for (let bar = head; bar <= newest; bar += 1) sum += values[bar]!;
  for (let bar = oldest; bar < head; bar += 1) sum += values[bar]!;
  return sum;
}

function sumOfDistances(values: Float64Array, mean: number, oldest: number, head: number, newest: number): number {
  let sum = 0;
  for (let bar = head; bar <= newest; bar += 1) sum += Math.abs(values[bar]! - mean);
  for (let bar = oldest; bar < head; bar += 1) sum += Math.abs(values[bar]! - mean);
  return sum;
}
