import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { hhvBars } from './parts.ts';

export const TDX_HHVBARS = formula({
  name: 'HHVBARS',
  group: 'statistic',
  title: 'Bars since the highest',
  inputs: ['real'],
  options: [count('N', 14)],
  outputs: ['HHVBARS'],
  parts: ([x], [n]) => [hhvBars(x!, n!)],
});

/**
 * How many bars ago the highest of the last `n` stood.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  bars
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    of equals the newest counts; a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 HHVBARS; golden: tdx-mytt HHVBARS
 * tags    tdx, formula
 */
export function HHVBARS(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_HHVBARS, [values], [n])[0]!;
}
