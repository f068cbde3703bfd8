import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { forecast } from './parts.ts';

export const TDX_FORCAST = formula({
  name: 'FORCAST',
  group: 'statistic',
  title: 'End of the regression line',
  inputs: ['real'],
  options: [count('N', 14, 2)],
  outputs: ['FORCAST'],
  parts: ([x], [n]) => [forecast(x!, n!)],
});

/**
 * Where the least-squares line through `n` values ends, at the newest bar. The spelling is the terminal's.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 2  bars
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 FORCAST; golden: tdx-mytt FORCAST
 * tags    tdx, formula
 */
export function FORCAST(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_FORCAST, [values], [n])[0]!;
}
