import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ema } from './parts.ts';

export const TDX_EMA = formula({
  name: 'EMA',
  group: 'overlap',
  title: 'Exponential moving average',
  inputs: ['real'],
  options: [count('N', 14)],
  outputs: ['EMA'],
  parts: ([x], [n]) => [ema(x!, n!)],
});

/**
 * Exponential moving average, begun with the first value. TA-Lib begins with the mean of the first `n`: the two agree to
 * 1e-9 after 11 * n bars.
 *
 * in      values  Float64Array[n]
 *         n       integer >= 1  bars
 * out     Float64Array[n]  unit of the input
 * shape   no lookback
 * seed    the first value; its weight is below 1e-9 after 11 * n bars
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 EMA; golden: tdx-mytt EMA
 * tags    tdx, formula
 */
export function EMA(values: Float64Array, n?: number): Float64Array {
  return evaluate(TDX_EMA, [values], [n])[0]!;
}
