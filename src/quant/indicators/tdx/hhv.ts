import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { hhv } from './parts.ts';

export const TDX_HHV = formula({
  name: 'HHV',
  group: 'statistic',
  title: 'Highest of some bars',
  inputs: ['real'],
  options: [count('N', 14, 0)],
  outputs: ['HHV'],
  parts: ([x], [n]) => [hhv(x!, n!)],
});

/**
 * Highest of the last `n` values; of all so far for 0.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 0  bars
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 HHV; golden: tdx-mytt HHV
 * tags    tdx, formula
 */
export function HHV(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_HHV, [values], [n])[0]!;
}
