import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, ma, scale } from './parts.ts';

export const TDX_BBI = formula({
  name: 'BBI',
  group: 'overlap',
  title: '多空指标',
  inputs: ['real'],
  options: [count('M1', 3), count('M2', 6), count('M3', 12), count('M4', 24)],
  outputs: ['BBI'],
  parts: ([close], lengths) => [scale(lengths.map((length) => ma(close!, length)).reduce(add), 0.25)],
});

/**
 * Mean of four simple averages. MyTT takes 20 for the last unless told otherwise.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  m1 3, m2 6, m3 12, m4 24
 * out     Float64Array[n]  price
 * shape   NaN before bar max(m1 .. m4) - 1 (lookback 23)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt BBI
 * tags    tdx
 */
export function BBI(
  close: Float64Array,
  options: { readonly m1?: number; readonly m2?: number; readonly m3?: number; readonly m4?: number } = {},
): Float64Array {
  return evaluate(TDX_BBI, [close], [options.m1, options.m2, options.m3, options.m4])[0]!;
}
