import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ma } from './parts.ts';

export const TDX_MA = formula({
  name: 'MA',
  group: 'overlap',
  title: 'Simple moving average',
  inputs: ['real'],
  options: [count('N', 14)],
  outputs: ['MA'],
  parts: ([x], [n]) => [ma(x!, n!)],
});

/**
 * Simple moving average.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 MA; golden: tdx-mytt MA
 * tags    tdx, formula
 */
export function MA(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_MA, [values], [n])[0]!;
}
