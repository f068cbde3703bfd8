import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ma, sub } from './parts.ts';

export const TDX_DFMA = formula({
  name: 'DFMA',
  group: 'momentum',
  title: '平均线差',
  inputs: ['real'],
  options: [count('N1', 10), count('N2', 50), count('M', 10)],
  outputs: ['DIF', 'DIFMA'],
  parts: ([close], [n1, n2, m]) => {
    const value = sub(ma(close!, n1!), ma(close!, n2!));
    return [value, ma(value, m!)];
  },
});

/**
 * A fast simple average minus a slow one, and its average (DMA on the terminal's list of indicators).
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  n1 10, n2 50, m 10
 * out     dif, difma: Float64Array[n] each, price
 * shape   NaN before bar max(n1, n2) + m - 2 (lookback 58)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt DFMA
 * tags    tdx
 */
export function DFMA(
  close: Float64Array,
  options: { readonly n1?: number; readonly n2?: number; readonly m?: number } = {},
): { readonly dif: Float64Array; readonly difma: Float64Array } {
  const [dif, difma] = evaluate(TDX_DFMA, [close], [options.n1, options.n2, options.m]);
  return { dif: dif!, difma: difma! };
}
