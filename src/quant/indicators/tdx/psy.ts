import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { each, ma, ref, scale, sum } from './parts.ts';

export const TDX_PSY = formula({
  name: 'PSY',
  group: 'momentum',
  title: '心理线',
  inputs: ['real'],
  options: [count('N', 12), count('M', 6)],
  outputs: ['PSY', 'PSYMA'],
  parts: ([close], [n, m]) => {
    const rises = each([close!, ref(close!, 1)], (now, before) => Number(now > before));
    const share = scale(sum(rises, n!), 100 / n!);
    return [share, ma(share, m!)];
  },
});

/**
 * Share of `n` bars that rose, and its average.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  n 12, m 6
 * out     psy, psyma: Float64Array[n] each, 0..100
 * shape   NaN before bar n + m - 1 (lookback 17)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt PSY
 * tags    tdx
 */
export function PSY(
  close: Float64Array,
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly psy: Float64Array; readonly psyma: Float64Array } {
  const [psy, psyma] = evaluate(TDX_PSY, [close], [options.n, options.m]);
  return { psy: psy!, psyma: psyma! };
}
