import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { countOf, each } from './parts.ts';

export const TDX_EVERY = formula({
  name: 'EVERY',
  group: 'operator',
  title: 'Whether a condition always held',
  inputs: ['real'],
  options: [count('N', 14)],
  outputs: ['EVERY'],
  parts: ([condition], [n]) => [each([countOf(condition!, n!)], (held) => Number(held === n!))],
});

/**
 * 1 where the condition held in all of the last `n` bars.
 *
 * in      condition  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  0 or 1
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a condition is true where it is not 0; a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 EVERY; golden: tdx-mytt EVERY
 * tags    tdx, formula
 */
export function EVERY(condition: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_EVERY, [condition], [n])[0]!;
}
