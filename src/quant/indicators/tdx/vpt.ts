import type { CloseVolume } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { div, ma, mul, ref, sub, sum } from './parts.ts';

export const TDX_VPT = formula({
  name: 'VPT',
  group: 'volume',
  title: '量价曲线',
  inputs: ['close', 'volume'],
  options: [count('N', 51), count('M', 6)],
  outputs: ['VPT', 'MAVPT'],
  parts: ([close, volume], [n, m]) => {
    const before = ref(close!, 1);
    const vpt = sum(mul(volume!, div(sub(close!, before), before)), n!);
    return [vpt, ma(vpt, m!)];
  },
});

/**
 * Volume price trend: volume by its bar's return, summed over n bars; TA-Lib's PVT sums from the first bar on.
 *
 * in      bars     close, volume: Float64Array[n] each
 *         options  n 51, m 6
 * out     vpt, mavpt: Float64Array[n] each, volume
 * shape   NaN before bar n + m - 1 (lookback 56)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal VPT
 * tags    tdx
 */
export function VPT(
  bars: CloseVolume,
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly vpt: Float64Array; readonly mavpt: Float64Array } {
  const [vpt, mavpt] = evaluate(TDX_VPT, [bars.close, bars.volume], [options.n, options.m]);
  return { vpt: vpt!, mavpt: mavpt! };
}
