import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
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
  const first = firstValueBar(begin, end, state[at]!, period - 1);
  let poison = state[at + 1]!;
  for (let bar = begin; bar < end; bar += 1) {
    typical[bar] = (high[bar]! + low[bar]! + close[bar]!) / 3;
    poison += typical[bar]!;
  }
  // The place of the bar in a ring buffer of `period`: sums start at its first place and wrap around.
  let place = ((state[at]! + (first - begin)) % period) | 0;
  state[at]! += end - begin;
  state[at + 1] = poison;
  leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; ) {
    const isPair = place + 1 < period && bar + 1 < end;
    if (isPair) takeTwo(typical, bar, bar - place, period, output);
    else takeOne(typical, bar, bar - place, period, output);
    place += isPair ? 2 : 1;
    bar += isPair ? 2 : 1;
    if (place === period) place = 0;
  }
}

function takeOne(typical: Float64Array, bar: number, head: number, period: number, output: Float64Array): void {
  const oldest = bar - period + 1;
  let sum = 0;
  for (let k = head; k <= bar; k += 1) sum += typical[k]!;
  for (let k = oldest; k < head; k += 1) sum += typical[k]!;
  const mean = sum / period;
  let deviation = 0;
  for (let k = head; k <= bar; k += 1) deviation += Math.abs(typical[k]! - mean);
  for (let k = oldest; k < head; k += 1) deviation += Math.abs(typical[k]! - mean);
  output[bar] = indexOf(typical[bar]! - mean, deviation, period);
}

/** The windows of this bar and the next at once, whose sums start at one place and share all values but one each. */
function takeTwo(typical: Float64Array, bar: number, head: number, period: number, output: Float64Array): void {
  const oldest = bar - period + 1;
  const next = typical[bar + 1]!;
  let sum = 0;
  for (let k = head; k <= bar; k += 1) sum += typical[k]!;
  let nextSum = sum + next;
  sum += typical[oldest]!;
  for (let k = oldest + 1; k < head; k += 1) {
    sum += typical[k]!;
    nextSum += typical[k]!;
  }
  const mean = sum / period;
  const nextMean = nextSum / period;
  let deviation = 0;
  let nextDeviation = 0;
  for (let k = head; k <= bar; k += 1) {
    deviation += Math.abs(typical[k]! - mean);
    nextDeviation += Math.abs(typical[k]! - nextMean);
  }
  nextDeviation += Math.abs(next - nextMean);
  deviation += Math.abs(typical[oldest]! - mean);
  for (let k = oldest + 1; k < head; k += 1) {
    deviation += Math.abs(typical[k]! - mean);
    nextDeviation += Math.abs(typical[k]! - nextMean);
  }
  output[bar] = indexOf(typical[bar]! - mean, deviation, period);
  output[bar + 1] = indexOf(next - nextMean, nextDeviation, period);
}

function indexOf(distance: number, deviation: number, period: number): number {
  return distance !== 0 && deviation !== 0 ? distance / (0.015 * (deviation / period)) : 0;
}
