import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { wma } from './parts.ts';

export const TDX_WMA = formula({
  name: 'WMA',
  group: 'overlap',
  title: 'Weighted moving average',
  inputs: ['real'],
  options: [count('N', 14)],
  outputs: ['WMA'],
  parts: ([x], [n]) => [wma(x!, n!)],
});

/**
 * Weighted moving average: the newest of `n` weighs n, the oldest 1.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 WMA; golden: tdx-mytt WMA
 * tags    tdx, formula
 */
export function WMA(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_WMA, [values], [n])[0]!;
}
