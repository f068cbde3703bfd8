import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, ema, ma, scale, sub } from './parts.ts';
import { rangeOfBar, typical } from './terms.ts';

export const TDX_KTN = formula({
  name: 'KTN',
  group: 'overlap',
  title: '肯特纳通道',
  inputs: ['high', 'low', 'close'],
  options: [count('N', 20), count('M', 10)],
  outputs: ['UP', 'MID', 'DOWN'],
  parts: ([high, low, close], [n, m]) => {
    const middle = ema(typical(high!, low!, close!), n!);
    const spread = scale(ma(rangeOfBar(high!, low!, close!), m!), 2);
    return [add(middle, spread), middle, sub(middle, spread)];
  },
});

/**
 * Keltner channel: two simple average ranges around an exponential average that begins with the first price.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  n 20, m 10
 * out     up, mid, down: Float64Array[n] each, price
 * shape   NaN before bar m (lookback 10)
 * seed    the first typical price
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt KTN
 * tags    tdx
 */
export function KTN(
  bars: HighLowClose,
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly up: Float64Array; readonly mid: Float64Array; readonly down: Float64Array } {
  const [up, mid, down] = evaluate(TDX_KTN, [bars.high, bars.low, bars.close], [options.n, options.m]);
  return { up: up!, mid: mid!, down: down! };
}
