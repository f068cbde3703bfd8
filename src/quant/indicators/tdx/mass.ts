import type { HighLow } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { div, ma, sub, sum } from './parts.ts';

export const TDX_MASS = formula({
  name: 'MASS',
  group: 'volatility',
  title: '梅斯线',
  inputs: ['high', 'low'],
  options: [count('N1', 9), count('N2', 25), count('M', 6)],
  outputs: ['MASS', 'MAMASS'],
  parts: ([high, low], [n1, n2, m]) => {
    const average = ma(sub(high!, low!), n1!);
    const value = sum(div(average, ma(average, n1!)), n2!);
    return [value, ma(value, m!)];
  },
});

/**
 * Mass index with simple averages; Dorsey's, and TA-Lib's, are exponential.
 *
 * in      bars     high, low: Float64Array[n] each, price
 *         options  n1 9, n2 25, m 6
 * out     mass, mamass: Float64Array[n] each, about n2
 * shape   NaN before bar 2 * n1 + n2 + m - 4 (lookback 45)
 * seed    none
 * edge    no range counts as 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt MASS
 * tags    tdx
 */
export function MASS(
  bars: HighLow,
  options: { readonly n1?: number; readonly n2?: number; readonly m?: number } = {},
): { readonly mass: Float64Array; readonly mamass: Float64Array } {
  const [mass, mamass] = evaluate(TDX_MASS, [bars.high, bars.low], [options.n1, options.n2, options.m]);
  return { mass: mass!, mamass: mamass! };
}
