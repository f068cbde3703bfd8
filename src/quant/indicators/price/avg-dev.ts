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
  for (let bar = first; bar < end; bar += 1) {
    const oldest = bar - period + 1;
    let sum = 0;
    for (let k = bar; k >= oldest; k -= 1) sum += input[k]!;
    const mean = sum / period;
    let deviation = 0;
    for (let k = bar; k >= oldest; k -= 1) deviation += Math.abs(input[k]! - mean);
    output[bar] = deviation / period;
  }
}
