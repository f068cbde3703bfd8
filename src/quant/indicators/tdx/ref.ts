import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ref } from './parts.ts';

export const TDX_REF = formula({
  name: 'REF',
  group: 'statistic',
  title: 'Value of some bars ago',
  inputs: ['real'],
  options: [count('N', 1, 0)],
  outputs: ['REF'],
  parts: ([x], [n]) => [ref(x!, n!)],
});

/**
 * The value of `n` bars ago. A negative `n` would look ahead (REFX) and is refused.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 0  bars
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. n-1] = NaN (lookback = n)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 REF; golden: tdx-mytt REF
 * tags    tdx, formula
 */
export function REF(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_REF, [values], [n])[0]!;
}
