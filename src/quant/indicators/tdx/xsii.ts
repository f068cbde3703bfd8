import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { div, dmaFrom, each, ma, ref, scale } from './parts.ts';

export const TDX_XSII = formula({
  name: 'XSII',
  group: 'overlap',
  title: '薛斯通道II',
  inputs: ['high', 'low', 'close'],
  options: [count('N', 102), count('M', 7)],
  outputs: ['TD1', 'TD2', 'TD3', 'TD4'],
  parts: ([high, low, close], [n, m]) => {
    const weighted = each([high!, low!, close!], (h, l, c) => (2 * c + h + l) / 4);
    const narrow = ma(weighted, 5);
    const middle = ma(close!, 20);
    const distance = div(
      each([weighted, middle], (x, y) => Math.abs(x - y)),
      middle,
    );
    const wide = dmaFrom(close!, distance, ref(close!, 1));
    return [
      scale(narrow, n! / 100),
      scale(narrow, (200 - n!) / 100),
      scale(wide, 1 + m! / 100),
      scale(wide, 1 - m! / 100),
    ];
  },
});

/**
 * Two channels: n and 200 - n percent of a short average, and m percent about a long one that follows the faster the
 * farther the price is from its mean. The terminal calls it XS2.
 *
 * in      bars     high, low, close: Float64Array[n] each
 *         options  n 102, m 7
 * out     td1, td2, td3, td4: Float64Array[n] each, price
 * shape   out[0 .. 18] = NaN (lookback 19)
 * seed    the close before the first distance; the wide channel forgets it as its distances add up to 1
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信 XS2; golden: tdx-terminal XSII
 * tags    tdx
 */
export function XSII(
  bars: HighLowClose,
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly td1: Float64Array; readonly td2: Float64Array; readonly td3: Float64Array; readonly td4: Float64Array } {
  const [td1, td2, td3, td4] = evaluate(TDX_XSII, [bars.high, bars.low, bars.close], [options.n, options.m]);
  return { td1: td1!, td2: td2!, td3: td3!, td4: td4! };
}
