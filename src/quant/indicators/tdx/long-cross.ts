import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { longCrossing } from './signals.ts';

export const TDX_LONGCROSS = formula({
  name: 'LONGCROSS',
  group: 'operator',
  title: 'Whether a series crosses after staying below',
  inputs: ['real0', 'real1'],
  options: [count('N', 2)],
  outputs: ['LONGCROSS'],
  parts: ([a, b], [n]) => [longCrossing(a!, b!, n!)],
});

/**
 * 1 where `a` is above `b` and was below it in each of the `n` bars before.
 *
 * in      a, b  Float64Array[n] each
 *         n       integer >= 1  bars
 * out     Float64Array[n]  0 or 1
 * shape   out[0 .. n-1] = NaN (lookback = n)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 LONGCROSS; golden: tdx-mytt LONGCROSS
 * tags    tdx, formula
 */
export function LONGCROSS(a: Float64Array, b: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_LONGCROSS, [a, b], [n])[0]!;
}
