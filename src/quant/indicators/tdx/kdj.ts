import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { hhv, llv, percent, scale, sma, sub } from './parts.ts';

export const TDX_KDJ = formula({
  name: 'KDJ',
  group: 'momentum',
  title: '随机指标',
  inputs: ['high', 'low', 'close'],
  options: [count('N', 9), count('M1', 3), count('M2', 3)],
  outputs: ['K', 'D', 'J'],
  parts: ([high, low, close], [n, m1, m2]) => {
    const lowest = llv(low!, n!);
    const rsv = percent(sub(close!, lowest), sub(hhv(high!, n!), lowest));
    const k = sma(rsv, m1!, 1);
    const d = sma(k, m2!, 1);
    return [k, d, sub(scale(k, 3), scale(d, 2))];
  },
});

/**
 * KDJ: where the close stands in the range of `n` bars, smoothed twice, and J = 3K - 2D.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  n 9, m1 3, m2 3
 * out     k, d, j: Float64Array[n] each, k and d 0..100, j beyond it
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    the first raw value; tutorials that begin at 50 differ by 6.8 points at first, below 0.01 after 17 bars
 * edge    a window without range counts as 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx600 K, D, J, 1e-9
 * tags    tdx
 */
export function KDJ(
  bars: HighLowClose,
  options: { readonly n?: number; readonly m1?: number; readonly m2?: number } = {},
): { readonly k: Float64Array; readonly d: Float64Array; readonly j: Float64Array } {
  const [k, d, j] = evaluate(TDX_KDJ, [bars.high, bars.low, bars.close], [options.n, options.m1, options.m2]);
  return { k: k!, d: d!, j: j! };
}
