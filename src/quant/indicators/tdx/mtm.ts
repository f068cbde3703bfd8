import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ma, ref, sub } from './parts.ts';

export const TDX_MTM = formula({
  name: 'MTM',
  group: 'momentum',
  title: '动量线',
  inputs: ['real'],
  options: [count('N', 12), count('M', 6)],
  outputs: ['MTM', 'MTMMA'],
  parts: ([close], [n, m]) => {
    const value = sub(close!, ref(close!, n!));
    return [value, ma(value, m!)];
  },
});

/**
 * Move of `n` bars, and its average.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  n 12, m 6
 * out     mtm, mtmma: Float64Array[n] each, price
 * shape   NaN before bar n + m - 1 (lookback 17)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt MTM
 * tags    tdx
 */
export function MTM(
  close: Float64Array,
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly mtm: Float64Array; readonly mtmma: Float64Array } {
  const [mtm, mtmma] = evaluate(TDX_MTM, [close], [options.n, options.m]);
  return { mtm: mtm!, mtmma: mtmma! };
}
