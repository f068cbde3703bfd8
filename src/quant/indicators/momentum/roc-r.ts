import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const ROCR = defineIndicator({
  name: 'ROCR',
  group: 'momentum',
  title: 'Rate of change ratio: (price/prevPrice)',
  inputs: ['real'],
  options: [periodOption(10, 1)],
  outputs: [realOutput('rocr')],
  lookback: ([period]) => period!,
  history: ([period]) => period!,
  slots: () => 2,
  gaps: 'poison',
  scale: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    rocRInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Price over the one `period` bars ago.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 1     bars, 10
 * out     Float64Array[n]          ratio, 1 when unchanged
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none
 * edge    a price of 0 `period` bars ago -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 ROCR, bit-exact
 * tags    momentum
 */
export function rocR(close: Float64Array, period?: number): Float64Array {
  return evaluate(ROCR, [close], [period])[0]!;
}

/** Kernel. State: bars seen, and a sum of prices that no NaN leaves finite. */
export function rocRInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, state[at]!, period);
  leaveEmpty(output, begin, first);
  state[at]! += end - begin;
  let poison = state[at + 1]!;
  for (let bar = begin; bar < first; bar += 1) poison += input[bar]!;
  for (let bar = first; bar < end; bar += 1) {
    const price = input[bar]!;
    poison += price;
    const before = input[bar - period]!;
    output[bar] = before === 0 ? 0 : price / before;
  }
  state[at + 1] = poison;
}
