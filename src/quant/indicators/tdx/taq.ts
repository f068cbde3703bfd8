import type { HighLow } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, hhv, llv, scale } from './parts.ts';

export const TDX_TAQ = formula({
  name: 'TAQ',
  group: 'overlap',
  title: '唐安奇通道',
  inputs: ['high', 'low'],
  options: [count('N', 20)],
  outputs: ['UP', 'MID', 'DOWN'],
  parts: ([high, low], [n]) => {
    const [up, down] = [hhv(high!, n!), llv(low!, n!)];
    return [up, scale(add(up, down), 0.5), down];
  },
});

/**
 * Donchian channel.
 *
 * in      bars     high, low: Float64Array[n] each, price
 *         options  n 20
 * out     up, mid, down: Float64Array[n] each, price
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt TAQ
 * tags    tdx
 */
export function TAQ(
  bars: HighLow,
  options: { readonly n?: number } = {},
): { readonly up: Float64Array; readonly mid: Float64Array; readonly down: Float64Array } {
  const [up, mid, down] = evaluate(TDX_TAQ, [bars.high, bars.low], [options.n]);
  return { up: up!, mid: mid!, down: down! };
}
