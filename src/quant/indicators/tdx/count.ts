import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { countOf } from './parts.ts';

export const TDX_COUNT = formula({
  name: 'COUNT',
  group: 'operator',
  title: 'Bars with a condition',
  inputs: ['real'],
  options: [count('N', 14, 0)],
  outputs: ['COUNT'],
  parts: ([condition], [n]) => [countOf(condition!, n!)],
});

/**
 * In how many of the last `n` bars the condition held; of all so far for 0.
 *
 * in      condition  Float64Array[n]
 *         n       integer >= 0  bars
 * out     Float64Array[n]  bars
 * shape   out[0 .. n-2] = NaN (lookback = n - 1); none for 0
 * seed    none
 * edge    a condition is true where it is not 0; a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 COUNT; golden: tdx-mytt COUNT
 * tags    tdx, formula
 */
export function COUNT(condition: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_COUNT, [condition], [n])[0]!;
}
