import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const VHF = defineIndicator({
  name: 'VHF',
  group: 'momentum',
  title: 'Vertical Horizontal Filter',
  inputs: ['real'],
  options: [periodOption(28)],
  outputs: [realOutput('vhf', 'outReal', [0, 1])],
  lookback: ([period]) => period!,
  history: ([period]) => period!,
  slots: () => 1,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    vhfInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Vertical horizontal filter (White): the range of `period` closes over the way travelled; high in a trend.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 *         period  integer >= 2     bars, 28
 * out     Float64Array[n]          0..1
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none
 * edge    a flat window -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  White 1991; TA-Lib 0.8.1; golden: talib081 VHF, tulip vhf
 * tags    momentum, trend
 */
export function vhf(close: Float64Array, period?: number): Float64Array {
  return evaluate(VHF, [close], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function vhfInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), period);
  leaveEmpty(output, begin, first);

  for (let bar = first; bar < end; bar += 1) {
    let path = 0;
    let highest = input[bar - period + 1]!;
    let lowest = highest;
    for (let past = bar - period + 1; past <= bar; past += 1) {
      path += Math.abs(input[past]! - input[past - 1]!);
      if (input[past]! > highest) highest = input[past]!;
      if (input[past]! < lowest) lowest = input[past]!;
    }
    output[bar] = path > 0 ? (highest - lowest) / path : 0;
  }
}
