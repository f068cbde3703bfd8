import { evaluate } from '../kernel/run.ts';
import { LINE } from '../statistic/regression.ts';
import { TSF } from '../statistic/tsf.ts';
import { regressionVariant } from './regression.ts';

export const SOUND_TSF = regressionVariant('sound', TSF, LINE.ahead);

/**
 * Value one bar ahead of the least-squares line through the last `period` values, taken about their mean.
 *
 * in      values  Float64Array[n]
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    three times `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact ahead, from exact fractions, 1e-9 at 60 000 with noise of 0.01
 * tags    statistic, trend
 */
export function tsf(values: Float64Array, period?: number): Float64Array {
  return evaluate(SOUND_TSF, [values], [period])[0]!;
}
