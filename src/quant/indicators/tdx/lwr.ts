import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { hhv, llv, percent, sma, sub } from './parts.ts';

export const TDX_LWR = formula({
  name: 'LWR',
  group: 'momentum',
  title: 'LWR威廉指标',
  inputs: ['high', 'low', 'close'],
  options: [count('N', 9), count('M1', 3), count('M2', 3)],
  outputs: ['LWR1', 'LWR2'],
  parts: ([high, low, close], [n, m1, m2]) => {
    const highest = hhv(high!, n!);
    const first = sma(percent(sub(highest, close!), sub(highest, llv(low!, n!))), m1!, 1);
    return [first, sma(first, m2!, 1)];
  },
});

/**
 * Williams' %R smoothed, and smoothed again: KDJ's K and D from the other side.
 *
 * in      bars     high, low, close: Float64Array[n] each
 *         options  n 9, m1 3, m2 3
 * out     lwr1, lwr2: Float64Array[n] each, 0..100
 * shape   out[0 .. n-2] = NaN (lookback 8)
 * seed    the first raw value
 * edge    no range -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal LWR
 * tags    tdx
 */
export function LWR(
  bars: HighLowClose,
  options: { readonly n?: number; readonly m1?: number; readonly m2?: number } = {},
): { readonly lwr1: Float64Array; readonly lwr2: Float64Array } {
  const [lwr1, lwr2] = evaluate(TDX_LWR, [bars.high, bars.low, bars.close], [options.n, options.m1, options.m2]);
  return { lwr1: lwr1!, lwr2: lwr2! };
}
