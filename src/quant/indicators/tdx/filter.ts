import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { filtered } from './signals.ts';

export const TDX_FILTER = formula({
  name: 'FILTER',
  group: 'operator',
  title: 'First of repeated signals',
  inputs: ['real'],
  options: [count('N', 5)],
  outputs: ['FILTER'],
  parts: ([condition], [n]) => [filtered(condition!, n!)],
});

/**
 * 1 where the condition holds, and then 0 for `n` bars whatever it does.
 *
 * in      condition  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  0 or 1
 * shape   no lookback
 * seed    none
 * edge    a condition is true where it is not 0; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 FILTER; golden: tdx-mytt FILTER
 * tags    tdx, formula
 */
export function FILTER(condition: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_FILTER, [condition], [n])[0]!;
}
