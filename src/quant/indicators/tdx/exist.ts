import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { countOf, each } from './parts.ts';

export const TDX_EXIST = formula({
  name: 'EXIST',
  group: 'operator',
  title: 'Whether a condition held at all',
  inputs: ['real'],
  options: [count('N', 14)],
  outputs: ['EXIST'],
  parts: ([condition], [n]) => [each([countOf(condition!, n!)], (held) => Number(held > 0))],
});

/**
 * 1 where the condition held in any of the last `n` bars.
 *
 * in      condition  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  0 or 1
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a condition is true where it is not 0; a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 EXIST; golden: tdx-mytt EXIST
 * tags    tdx, formula
 */
export function EXIST(condition: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_EXIST, [condition], [n])[0]!;
}
