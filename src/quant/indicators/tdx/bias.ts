import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ma, percent, sub } from './parts.ts';

export const TDX_BIAS = formula({
  name: 'BIAS',
  group: 'momentum',
  title: '乖离率',
  inputs: ['real'],
  options: [count('L1', 6), count('L2', 12), count('L3', 24)],
  outputs: ['BIAS1', 'BIAS2', 'BIAS3'],
  parts: ([close], lengths) =>
    lengths.map((length) => {
      const average = ma(close!, length);
      return percent(sub(close!, average), average);
    }),
});

/**
 * How far the close stands from three of its averages.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  l1 6, l2 12, l3 24
 * out     bias1, bias2, bias3: Float64Array[n] each, percent of the average
 * shape   NaN before bar max(l1, l2, l3) - 1 (lookback 23)
 * seed    none
 * edge    an average of 0 -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt BIAS
 * tags    tdx
 */
export function BIAS(
  close: Float64Array,
  options: { readonly l1?: number; readonly l2?: number; readonly l3?: number } = {},
): { readonly bias1: Float64Array; readonly bias2: Float64Array; readonly bias3: Float64Array } {
  const [bias1, bias2, bias3] = evaluate(TDX_BIAS, [close], [options.l1, options.l2, options.l3]);
  return { bias1: bias1!, bias2: bias2!, bias3: bias3! };
}
