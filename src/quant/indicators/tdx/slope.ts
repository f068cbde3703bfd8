import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { slope } from './parts.ts';

export const TDX_SLOPE = formula({
  name: 'SLOPE',
  group: 'statistic',
  title: 'Slope of the regression line',
  inputs: ['real'],
  options: [count('N', 14, 2)],
  outputs: ['SLOPE'],
  parts: ([x], [n]) => [slope(x!, n!)],
});

/**
 * Slope of the least-squares line through `n` values.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 2  bars
 * out     Float64Array[n]  unit of the input per bar
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 SLOPE; golden: tdx-mytt SLOPE
 * tags    tdx, formula
 */
export function SLOPE(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_SLOPE, [values], [n])[0]!;
}
