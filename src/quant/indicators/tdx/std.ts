import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { std } from './parts.ts';

export const TDX_STD = formula({
  name: 'STD',
  group: 'statistic',
  title: 'Standard deviation (sample)',
  inputs: ['real'],
  options: [count('N', 14, 2)],
  outputs: ['STD'],
  parts: ([x], [n]) => [std(x!, n!)],
});

/**
 * Standard deviation estimated from a sample: ddof 1, as the terminal calls it (估算标准差). STDP is the population's. MyTT
 * has ddof 0 under this name.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 2  bars
 * out     Float64Array[n]  unit of the input
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a flat window -> exactly 0; a bar that is not finite -> NaN, restarts after it
 * cost    `n` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 STD; golden: tdx-mytt STD
 * tags    tdx, formula
 */
export function STD(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_STD, [values], [n])[0]!;
}
