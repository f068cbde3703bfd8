import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const ER = defineIndicator({
  name: 'ER',
  group: 'momentum',
  title: 'Kaufman Efficiency Ratio',
  inputs: ['real'],
  options: [periodOption(10)],
  outputs: [realOutput('er', 'outReal', [0, 1])],
  lookback: ([period]) => period!,
  history: ([period]) => period!,
  slots: () => 1,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    erInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Efficiency ratio (Kaufman): how much of the way travelled was progress.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 *         period  integer >= 2     bars, 10
 * out     Float64Array[n]          0..1
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none
 * edge    a flat window -> 1, as in KAMA; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  Kaufman 1995; TA-Lib 0.8.1; golden: talib081 ER
 * tags    momentum, trend
 */
export function er(close: Float64Array, period?: number): Float64Array {
  return evaluate(ER, [close], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function erInto(
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
    for (let past = bar - period + 1; past <= bar; past += 1) path += Math.abs(input[past]! - input[past - 1]!);
    const net = Math.abs(input[bar]! - input[bar - period]!);
    output[bar] = path > net ? net / path : 1;
  }
}
