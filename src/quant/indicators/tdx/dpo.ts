import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ma, ref, sub } from './parts.ts';

export const TDX_DPO = formula({
  name: 'DPO',
  group: 'momentum',
  title: '区间震荡线',
  inputs: ['real'],
  options: [count('N', 20), count('S', 10), count('M', 6)],
  outputs: ['DPO', 'MADPO'],
  parts: ([close], [n, s, m]) => {
    const value = sub(close!, ref(ma(close!, n!), s!));
    return [value, ma(value, m!)];
  },
});

/**
 * The close minus its average of `s` bars ago. TA-Lib 0.8 takes the price of then and the average of now.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  n 20, s 10, m 6
 * out     dpo, madpo: Float64Array[n] each, price
 * shape   NaN before bar n + s + m - 2 (lookback 34)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt DPO
 * tags    tdx
 */
export function DPO(
  close: Float64Array,
  options: { readonly n?: number; readonly s?: number; readonly m?: number } = {},
): { readonly dpo: Float64Array; readonly madpo: Float64Array } {
  const [dpo, madpo] = evaluate(TDX_DPO, [close], [options.n, options.s, options.m]);
  return { dpo: dpo!, madpo: madpo! };
}
