import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ma, percent, ref, sub } from './parts.ts';

export const TDX_ROC = formula({
  name: 'ROC',
  group: 'momentum',
  title: '变动率指标',
  inputs: ['real'],
  options: [count('N', 12), count('M', 6)],
  outputs: ['ROC', 'MAROC'],
  parts: ([close], [n, m]) => {
    const before = ref(close!, n!);
    const value = percent(sub(close!, before), before);
    return [value, ma(value, m!)];
  },
});

/**
 * Rate of change over `n` bars, and its average.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  n 12, m 6
 * out     roc, maroc: Float64Array[n] each, percent
 * shape   NaN before bar n + m - 1 (lookback 17)
 * seed    none
 * edge    a price of 0 before -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt ROC
 * tags    tdx
 */
export function ROC(
  close: Float64Array,
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly roc: Float64Array; readonly maroc: Float64Array } {
  const [roc, maroc] = evaluate(TDX_ROC, [close], [options.n, options.m]);
  return { roc: roc!, maroc: maroc! };
}
