import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ma } from './parts.ts';
import { rangeOfBar } from './terms.ts';

export const TDX_ATR = formula({
  name: 'ATR',
  group: 'volatility',
  title: '真实波幅',
  inputs: ['high', 'low', 'close'],
  options: [count('N', 14)],
  outputs: ['ATR'],
  parts: ([high, low, close], [n]) => [ma(rangeOfBar(high!, low!, close!), n!)],
});

/**
 * Simple mean of `n` true ranges; Wilder's, and TA-Lib's, is smoothed.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  n 14
 * out     Float64Array[n]  price
 * shape   out[0 .. n-1] = NaN (lookback = n)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt ATR
 * tags    tdx
 */
export function ATR(bars: HighLowClose, options: { readonly n?: number } = {}): Float64Array {
  return evaluate(TDX_ATR, [bars.high, bars.low, bars.close], [options.n])[0]!;
}
