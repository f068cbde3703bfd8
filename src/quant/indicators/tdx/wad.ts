import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, each, ma, ref, sum } from './parts.ts';

export const TDX_WAD = formula({
  name: 'WAD',
  group: 'volume',
  title: '威廉多空力度线',
  inputs: ['high', 'low', 'close'],
  options: [count('M', 30)],
  outputs: ['WAD', 'MAWAD'],
  parts: ([high, low, close], [m]) => {
    const before = ref(close!, 1);
    const gained = each([close!, before, low!], (now, then, end) => (now > then ? now - Math.min(then, end) : 0));
    const lost = each([close!, before, high!], (now, then, top) => (now < then ? now - Math.max(then, top) : 0));
    const wad = sum(add(gained, lost), 0);
    return [wad, ma(wad, m!)];
  },
});

/**
 * Williams' accumulation and distribution, summed from the first bar on, and its average; TA-Lib's WAD has no average.
 *
 * in      bars     high, low, close: Float64Array[n] each
 *         options  m 30
 * out     wad, mawad: Float64Array[n] each, price
 * shape   out[0 .. m-1] = NaN (lookback 30)
 * seed    the sum depends on where the series starts
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal WAD
 * tags    tdx
 */
export function WAD(
  bars: HighLowClose,
  options: { readonly m?: number } = {},
): { readonly wad: Float64Array; readonly mawad: Float64Array } {
  const [wad, mawad] = evaluate(TDX_WAD, [bars.high, bars.low, bars.close], [options.m]);
  return { wad: wad!, mawad: mawad! };
}
