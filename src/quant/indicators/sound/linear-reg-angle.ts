import { evaluate } from '../kernel/run.ts';
import { LINEARREG_ANGLE } from '../statistic/linear-reg-angle.ts';
import { LINE } from '../statistic/regression.ts';
import { regressionVariant } from './regression.ts';

export const SOUND_LINEARREG_ANGLE = regressionVariant('sound', LINEARREG_ANGLE, LINE.angle);

/**
 * Angle in degrees of the least-squares line through the last `period` values, taken about their mean.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          degrees
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    three times `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact angle, from exact fractions, 1e-9 at 60 000 with noise of 0.01
 * tags    statistic, trend
 */
export function linearRegAngle(values: Float64Array, period?: number): Float64Array {
  return evaluate(SOUND_LINEARREG_ANGLE, [values], [period])[0]!;
}
