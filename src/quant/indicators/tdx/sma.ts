import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { sma } from './parts.ts';

export const TDX_SMA = formula({
  name: 'SMA',
  group: 'overlap',
  title: 'Smoothed moving average',
  inputs: ['real'],
  options: [count('N', 14), count('M', 1)],
  outputs: ['SMA'],
  parts: ([x], [n, m]) => [sma(x!, n!, m!)],
});

/**
 * (m * X + (n - m) * before) / n, begun with the first value. Not the simple average: that is MA.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 1  bars, at least m
 *         m       integer >= 1  weight of the newest value
 * out     Float64Array[n]  unit of the input
 * shape   no lookback
 * seed    the first value
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 SMA; golden: tdx-mytt SMA
 * tags    tdx, formula
 */
export function SMA(values: Float64Array, n?: number, m?: number): Float64Array {
  return evaluate(TDX_SMA, [values], [n, m])[0]!;
}
