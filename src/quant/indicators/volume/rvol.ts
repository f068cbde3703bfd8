import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const RVOL = defineIndicator({
  name: 'RVOL',
  group: 'volume',
  title: 'Relative Volume',
  inputs: ['volume'],
  options: [periodOption(20, 1)],
  outputs: [realOutput('rvol')],
  lookback: ([period]) => period!,
  history: ([period]) => period!,
  slots: () => 1,
  isPartial: true,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    rvolInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Relative volume: this bar's volume over the mean volume of the `period` bars before it.
 *
 * in      volume  Float64Array[n]
 *         period  integer >= 1     bars, 20
 * out     Float64Array[n]          1 is as usual
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none
 * edge    no volume in the window -> infinite, NaN when this bar has none either; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 RVOL
 * tags    volume
 */
export function rvol(volume: Float64Array, period?: number): Float64Array {
  return evaluate(RVOL, [volume], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function rvolInto(
  volume: Float64Array,
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
    let total = 0;
    for (let past = bar - period; past < bar; past += 1) total += volume[past]!;
    output[bar] = volume[bar]! / (total / period);
  }
}
