import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { firstHeld } from './signals.ts';

export const TDX_BARSSINCEN = formula({
  name: 'BARSSINCEN',
  group: 'operator',
  title: 'Bars since a condition first held among some',
  inputs: ['real'],
  options: [count('N', 14)],
  outputs: ['BARSSINCEN'],
  isPartial: true,
  parts: ([condition], [n]) => [firstHeld(condition!, n!)],
});

/**
 * How many bars ago the condition held for the first time among the last `n`.
 *
 * in      condition  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  bars
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    NaN where it held in none of them, MyTT has 0; a condition is true where it is not 0; a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 BARSSINCEN; golden: tdx-mytt BARSSINCEN
 * tags    tdx, formula
 */
export function BARSSINCEN(condition: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_BARSSINCEN, [condition], [n])[0]!;
}
