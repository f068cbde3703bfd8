import type { OpenHighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { div, ma, mul, scale, sub, sum } from './parts.ts';

export const TDX_WVAD = formula({
  name: 'WVAD',
  group: 'volume',
  title: '威廉变异离散量',
  inputs: ['open', 'high', 'low', 'close', 'volume'],
  options: [count('N', 24), count('M', 6)],
  outputs: ['WVAD', 'MAWVAD'],
  parts: ([open, high, low, close, volume], [n, m]) => {
    const share = div(sub(close!, open!), sub(high!, low!));
    const wvad = scale(sum(mul(share, volume!), n!), 1 / 10_000);
    return [wvad, ma(wvad, m!)];
  },
});

/**
 * Williams' variable accumulation: volume by the share of its range that a bar gained, summed, in 万 (10 000).
 *
 * in      bars     open, high, low, close, volume: Float64Array[n] each
 *         options  n 24, m 6
 * out     wvad, mawvad: Float64Array[n] each, 万 of volume
 * shape   NaN before bar n + m - 2 (lookback 28)
 * seed    none
 * edge    a bar without range counts as 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal WVAD
 * tags    tdx
 */
export function WVAD(
  bars: OpenHighLowClose & { readonly volume: Float64Array },
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly wvad: Float64Array; readonly mawvad: Float64Array } {
  const [wvad, mawvad] = evaluate(
    TDX_WVAD,
    [bars.open, bars.high, bars.low, bars.close, bars.volume],
    [options.n, options.m],
  );
  return { wvad: wvad!, mawvad: mawvad! };
}
