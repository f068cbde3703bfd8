import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { stdp } from './parts.ts';

export const TDX_STDP = formula({
  name: 'STDP',
  group: 'statistic',
  title: 'Standard deviation (population)',
  inputs: ['real'],
  options: [count('N', 14)],
  outputs: ['STDP'],
  parts: ([x], [n]) => [stdp(x!, n!)],
});

/**
 * Standard deviation of the population (总体标准差): ddof 0.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a flat window -> exactly 0; a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 STDP; golden: tdx-mytt STDP
 * tags    tdx, formula
 */
export function STDP(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_STDP, [values], [n])[0]!;
}
