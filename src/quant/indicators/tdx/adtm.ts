import type { HighLow } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { div, each, ma, ref, sub, sum } from './parts.ts';

export const TDX_ADTM = formula({
  name: 'ADTM',
  group: 'momentum',
  title: '动态买卖气指标',
  inputs: ['open', 'high', 'low'],
  options: [count('N', 23), count('M', 8)],
  outputs: ['ADTM', 'MAADTM'],
  parts: ([open, high, low], [n, m]) => {
    const before = ref(open!, 1);
    const rising = each([open!, before, high!], (now, then, top) =>
      now <= then ? 0 : Math.max(top - now, now - then),
    );
    const falling = each([open!, before, low!], (now, then, end) =>
      now >= then ? 0 : Math.max(now - end, now - then),
    );
    const [up, down] = [sum(rising, n!), sum(falling, n!)];
    const adtm = div(sub(up, down), each([up, down], Math.max));
    return [adtm, ma(adtm, m!)];
  },
});

/**
 * Dynamic trading mood: reach after higher opens against reach after lower ones, over the larger of both.
 *
 * in      bars     open, high, low: Float64Array[n] each
 *         options  n 23, m 8
 * out     adtm, maadtm: Float64Array[n] each, -1..1
 * shape   NaN before bar n + m - 1 (lookback 30)
 * seed    none
 * edge    neither -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal ADTM
 * tags    tdx
 */
export function ADTM(
  bars: HighLow & { readonly open: Float64Array },
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly adtm: Float64Array; readonly maadtm: Float64Array } {
  const [adtm, maadtm] = evaluate(TDX_ADTM, [bars.open, bars.high, bars.low], [options.n, options.m]);
  return { adtm: adtm!, maadtm: maadtm! };
}
