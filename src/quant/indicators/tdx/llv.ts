import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { llv } from './parts.ts';

export const TDX_LLV = formula({
  name: 'LLV',
  group: 'statistic',
  title: 'Lowest of some bars',
  inputs: ['real'],
  options: [count('N', 14, 0)],
  outputs: ['LLV'],
  parts: ([x], [n]) => [llv(x!, n!)],
});

/**
 * Lowest of the last `n` values; of all so far for 0.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 0  bars
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 LLV; golden: tdx-mytt LLV
 * tags    tdx, formula
 */
export function LLV(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_LLV, [values], [n])[0]!;
}
