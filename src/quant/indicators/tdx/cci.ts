import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { avedev, div, ma, scale, sub } from './parts.ts';
import { typical } from './terms.ts';

export const TDX_CCI = formula({
  name: 'CCI',
  group: 'momentum',
  title: '商品路径指标',
  inputs: ['high', 'low', 'close'],
  options: [count('N', 14)],
  outputs: ['CCI'],
  parts: ([high, low, close], [n]) => {
    const price = typical(high!, low!, close!);
    return [div(sub(price, ma(price, n!)), scale(avedev(price, n!), 0.015))];
  },
});

/**
 * Commodity channel index, as everywhere.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  n 14
 * out     Float64Array[n]  about -200..200, open
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a flat window -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt CCI
 * tags    tdx
 */
export function CCI(bars: HighLowClose, options: { readonly n?: number } = {}): Float64Array {
  return evaluate(TDX_CCI, [bars.high, bars.low, bars.close], [options.n])[0]!;
}
