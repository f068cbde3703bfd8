import { evaluate } from '../kernel/run.ts';
import { LINEARREG_SLOPE } from '../statistic/linear-reg-slope.ts';
import { LINE } from '../statistic/regression.ts';
import { regressionVariant } from './regression.ts';

export const SOUND_LINEARREG_SLOPE = regressionVariant('sound', LINEARREG_SLOPE, LINE.slope);

/**
 * Slope of the least-squares line through the last `period` values, taken about their mean.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          unit of the input per bar
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    three times `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact slope, from exact fractions, 1e-9 at 60 000 with noise of 0.01
 * tags    statistic, trend
 */
export function linearRegSlope(values: Float64Array, period?: number): Float64Array {
  return evaluate(SOUND_LINEARREG_SLOPE, [values], [period])[0]!;
}
