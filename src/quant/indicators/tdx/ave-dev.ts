import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { avedev } from './parts.ts';

export const TDX_AVEDEV = formula({
  name: 'AVEDEV',
  group: 'statistic',
  title: 'Mean absolute deviation',
  inputs: ['real'],
  options: [count('N', 14)],
  outputs: ['AVEDEV'],
  parts: ([x], [n]) => [avedev(x!, n!)],
});

/**
 * Mean distance of `n` values from their mean.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 AVEDEV; golden: tdx-mytt AVEDEV
 * tags    tdx, formula
 */
export function AVEDEV(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_AVEDEV, [values], [n])[0]!;
}
