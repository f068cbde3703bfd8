import { defineIndicator, periodOption, realOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { isZeroOrNegative } from '../kernel/zero.ts';
import { varianceInto } from './variance.ts';

export const STDDEV = defineIndicator({
  name: 'STDDEV',
  group: 'statistic',
  title: 'Standard Deviation',
  inputs: ['real'],
  options: [periodOption(5), realOption('optInNbDev', 'deviations', 1)],
  outputs: [realOutput('stddev')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period! - 1,
  slots: () => 3,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    stdDevInto(inputs[0]!, begin, end, whole(options, 0), options[1]!, outputs[0]!, state, at),
});

/**
 * Population standard deviation of the last `period` values, times `deviations`.
 *
 * in      values      Float64Array[n]
 *         period      integer >= 2     bars
 *         deviations  number, 1
 * out     Float64Array[n]              unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none, except by rounding
 * edge    a variance below 1e-14 -> 0; inexact where the mean is large against the spread, as VAR
 * cost    two passes, one allocation
 * throws  quant.parameter
 * source  TA-Lib 0.7, ddof 0; golden: talib161 STDDEV, bit-exact
 * tags    statistic, volatility
 */
export function stdDev(values: Float64Array, period?: number, deviations?: number): Float64Array {
  return evaluate(STDDEV, [values], [period, deviations])[0]!;
}

/** Kernel. State as VAR's. */
export function stdDevInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  deviations: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  varianceInto(input, begin, end, period, output, state, at);
  for (let bar = begin; bar < end; bar += 1) {
    const variance = output[bar]!;
    // Keeps NaN, which is not below anything.
    output[bar] = isZeroOrNegative(variance) ? 0 : Math.sqrt(variance) * deviations;
  }
}
