import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const PERCENTRANK = defineIndicator({
  name: 'PERCENTRANK',
  group: 'statistic',
  title: 'Percent Rank',
  inputs: ['real'],
  options: [periodOption(100)],
  outputs: [realOutput('percentrank', 'outReal', [0, 100])],
  lookback: ([period]) => period!,
  history: ([period]) => period!,
  slots: () => 1,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    percentRankInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Percent rank (Connors): the share of the `period` values before this one that lie below it.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars, 100
 * out     Float64Array[n]          0..100
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none
 * edge    an equal value is not below; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  Connors 2012; TA-Lib 0.8.1; golden: talib081 PERCENTRANK
 * tags    statistic, oscillator
 */
export function percentRank(values: Float64Array, period?: number): Float64Array {
  return evaluate(PERCENTRANK, [values], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function percentRankInto(
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
    const value = input[bar]!;
    let below = 0;
    for (let past = bar - period; past < bar; past += 1) below += Number(input[past]! < value);
    output[bar] = (below / period) * 100;
  }
}
