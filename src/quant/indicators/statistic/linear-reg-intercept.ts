import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { LINE, regressionInto } from './regression.ts';

export const LINEARREG_INTERCEPT = defineIndicator({
  name: 'LINEARREG_INTERCEPT',
  group: 'statistic',
  title: 'Linear Regression Intercept',
  inputs: ['real'],
  options: [periodOption(14)],
  outputs: [realOutput('linearreg_intercept')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period! - 1,
  slots: () => 1,
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    regressionInto(inputs[0]!, begin, end, whole(options, 0), LINE.start, outputs[0]!, state, at),
});

/**
 * Value at the oldest bar of the window of the least-squares line through the last `period` values.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter
 * source  TA-Lib 0.7, whose C overflows from period 1025 on; golden: talib161 LINEARREG_INTERCEPT
 * tags    statistic, trend
 */
export function linearRegIntercept(values: Float64Array, period?: number): Float64Array {
  return evaluate(LINEARREG_INTERCEPT, [values], [period])[0]!;
}
