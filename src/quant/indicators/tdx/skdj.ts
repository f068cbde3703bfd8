import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ema, hhv, llv, ma, percent, sub } from './parts.ts';

export const TDX_SKDJ = formula({
  name: 'SKDJ',
  group: 'momentum',
  title: '慢速随机指标',
  inputs: ['high', 'low', 'close'],
  options: [count('N', 9), count('M', 3)],
  outputs: ['K', 'D'],
  parts: ([high, low, close], [n, m]) => {
    const lowest = llv(low!, n!);
    const k = ema(ema(percent(sub(close!, lowest), sub(hhv(high!, n!), lowest)), m!), m!);
    return [k, ma(k, m!)];
  },
});

/**
 * Slow stochastic: KDJ's raw value smoothed twice, and the simple average of that.
 *
 * in      bars     high, low, close: Float64Array[n] each
 *         options  n 9, m 3
 * out     k, d: Float64Array[n] each, 0..100
 * shape   NaN before bar n + m - 2 (lookback 10)
 * seed    the first raw value
 * edge    no range -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal SKDJ
 * tags    tdx
 */
export function SKDJ(
  bars: HighLowClose,
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly k: Float64Array; readonly d: Float64Array } {
  const [k, d] = evaluate(TDX_SKDJ, [bars.high, bars.low, bars.close], [options.n, options.m]);
  return { k: k!, d: d! };
}
