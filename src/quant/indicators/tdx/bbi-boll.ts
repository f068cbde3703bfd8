import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, ma, scale, std, sub } from './parts.ts';

export const TDX_BBIBOLL = formula({
  name: 'BBIBOLL',
  group: 'overlap',
  title: '多空布林线',
  inputs: ['real'],
  options: [count('N', 11, 2), count('M', 6)],
  outputs: ['BBIBOLL', 'UPR', 'DWN'],
  parts: ([close], [n, m]) => {
    const middle = scale([3, 6, 12, 24].map((length) => ma(close!, length)).reduce(add), 0.25);
    const spread = scale(std(middle, n!), m!);
    return [middle, add(middle, spread), sub(middle, spread)];
  },
});

/**
 * Bands of m deviations about BBI, the mean of four averages; a sample's deviation of the last n BBIs.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  n 11, m 6
 * out     bbiboll, upr, dwn: Float64Array[n] each, price
 * shape   NaN before bar n + 22 (lookback 33)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal BBIBOLL
 * tags    tdx
 */
export function BBIBOLL(
  close: Float64Array,
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly bbiboll: Float64Array; readonly upr: Float64Array; readonly dwn: Float64Array } {
  const [bbiboll, upr, dwn] = evaluate(TDX_BBIBOLL, [close], [options.n, options.m]);
  return { bbiboll: bbiboll!, upr: upr!, dwn: dwn! };
}
