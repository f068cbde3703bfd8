import type { HighLow } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, div, ma, mul, percent, ref, sub } from './parts.ts';

export const TDX_EMV = formula({
  name: 'EMV',
  group: 'volume',
  title: '简易波动指标',
  inputs: ['high', 'low', 'volume'],
  options: [count('N', 14), count('M', 9)],
  outputs: ['EMV', 'MAEMV'],
  parts: ([high, low, volume], [n, m]) => {
    const ease = div(ma(volume!, n!), volume!);
    const both = add(high!, low!);
    const middle = percent(sub(both, ref(both, 1)), both);
    const range = sub(high!, low!);
    const value = ma(div(mul(mul(middle, ease), range), ma(range, n!)), n!);
    return [value, ma(value, m!)];
  },
});

/**
 * Ease of movement: how little volume a move took.
 *
 * in      bars     high, low, volume: Float64Array[n] each
 *         options  n 14, m 9
 * out     emv, maemv: Float64Array[n] each, no unit
 * shape   NaN before bar 2 * n + m - 3 (lookback 34)
 * seed    none
 * edge    a bar without volume counts as 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt EMV
 * tags    tdx
 */
export function EMV(
  bars: HighLow & { readonly volume: Float64Array },
  options: { readonly n?: number; readonly m?: number } = {},
): { readonly emv: Float64Array; readonly maemv: Float64Array } {
  const [emv, maemv] = evaluate(TDX_EMV, [bars.high, bars.low, bars.volume], [options.n, options.m]);
  return { emv: emv!, maemv: maemv! };
}
