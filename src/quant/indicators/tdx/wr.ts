import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { hhv, llv, percent, sub } from './parts.ts';

export const TDX_WR = formula({
  name: 'WR',
  group: 'momentum',
  title: '威廉指标',
  inputs: ['high', 'low', 'close'],
  options: [count('N', 10), count('N1', 6)],
  outputs: ['WR1', 'WR2'],
  parts: ([high, low, close], [n, n1]) => {
    const of = (size: number) => {
      const highest = hhv(high!, size);
      return percent(sub(highest, close!), sub(highest, llv(low!, size)));
    };
    return [of(n!), of(n1!)];
  },
});

/**
 * Williams' %R as Chinese terminals draw it: 0 at the top, 100 at the bottom. TA-Lib's runs from -100 to 0.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  n 10, n1 6
 * out     wr1, wr2: Float64Array[n] each, 0..100
 * shape   NaN before bar max(n, n1) - 1
 * seed    none
 * edge    a window without range -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt WR
 * tags    tdx
 */
export function WR(
  bars: HighLowClose,
  options: { readonly n?: number; readonly n1?: number } = {},
): { readonly wr1: Float64Array; readonly wr2: Float64Array } {
  const [wr1, wr2] = evaluate(TDX_WR, [bars.high, bars.low, bars.close], [options.n, options.n1]);
  return { wr1: wr1!, wr2: wr2! };
}
