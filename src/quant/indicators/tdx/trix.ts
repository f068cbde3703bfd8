import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ema, ma, percent, ref, sub } from './parts.ts';

export const TDX_TRIX = formula({
  name: 'TRIX',
  group: 'momentum',
  title: '三重指数平均线',
  inputs: ['real'],
  options: [count('N', 12), count('M', 20)],
  outputs: ['TRIX', 'TRMA'],
  parts: ([close], [n, m]) => {
    const smooth = ema(ema(ema(close!, n!), n!), n!);
    const value = percent(sub(smooth, ref(smooth, 1)), ref(smooth, 1));
    return [value, ma(value, m!)];
  },
});

/**
 * Rate of change of a threefold exponential average, and its mean.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  n 12, m 20
 * out     trix, trma: Float64Array[n] each, percent
 * shape   NaN before bar m (lookback 20)
 * seed    the first price
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt TRIX
 * tags    tdx
 */
export function TRIX(
  close: Float64Array,
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly trix: Float64Array; readonly trma: Float64Array } {
  const [trix, trma] = evaluate(TDX_TRIX, [close], [options.n, options.m]);
  return { trix: trix!, trma: trma! };
}
