import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, ma, scale } from './parts.ts';

export const TDX_ENE = formula({
  name: 'ENE',
  group: 'overlap',
  title: '轨道线',
  inputs: ['real'],
  options: [count('N', 25), count('M1', 6), count('M2', 6)],
  outputs: ['UPPER', 'LOWER', 'ENE'],
  parts: ([close], [n, m1, m2]) => {
    const middle = ma(close!, n!);
    const [upper, lower] = [scale(middle, 1 + m1! / 100), scale(middle, 1 - m2! / 100)];
    return [upper, lower, scale(add(upper, lower), 0.5)];
  },
});

/**
 * Envelope: m1 percent above and m2 percent below a simple average, and the middle of the two.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  n 25, m1 6, m2 6
 * out     upper, lower, ene: Float64Array[n] each, price
 * shape   out[0 .. n-2] = NaN (lookback 24)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal ENE
 * tags    tdx
 */
export function ENE(
  close: Float64Array,
  options: { readonly n?: number; readonly m1?: number; readonly m2?: number } = {},
): { readonly upper: Float64Array; readonly lower: Float64Array; readonly ene: Float64Array } {
  const [upper, lower, ene] = evaluate(TDX_ENE, [close], [options.n, options.m1, options.m2]);
  return { upper: upper!, lower: lower!, ene: ene! };
}
