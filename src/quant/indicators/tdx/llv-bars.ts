import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { llvBars } from './parts.ts';

export const TDX_LLVBARS = formula({
  name: 'LLVBARS',
  group: 'statistic',
  title: 'Bars since the lowest',
  inputs: ['real'],
  options: [count('N', 14)],
  outputs: ['LLVBARS'],
  parts: ([x], [n]) => [llvBars(x!, n!)],
});

/**
 * How many bars ago the lowest of the last `n` stood.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  bars
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    of equals the newest counts; a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 LLVBARS; golden: tdx-mytt LLVBARS
 * tags    tdx, formula
 */
export function LLVBARS(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_LLVBARS, [values], [n])[0]!;
}
