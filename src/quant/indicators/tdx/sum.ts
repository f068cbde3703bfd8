import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { sum } from './parts.ts';

export const TDX_SUM = formula({
  name: 'SUM',
  group: 'operator',
  title: 'Sum of some bars',
  inputs: ['real'],
  options: [count('N', 14, 0)],
  outputs: ['SUM'],
  parts: ([x], [n]) => [sum(x!, n!)],
});

/**
 * Sum of the last `n` values; of all so far for 0.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 0  bars
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. n-2] = NaN (lookback = n - 1); none for 0
 * seed    none; for 0 the first bar
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 SUM; golden: tdx-mytt SUM
 * tags    tdx, formula
 */
export function SUM(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_SUM, [values], [n])[0]!;
}
