import type { HighLowCloseVolume } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { each, ma, mul, sub, sum } from './parts.ts';

export const TDX_CHO = formula({
  name: 'CHO',
  group: 'volume',
  title: '佳庆指标',
  inputs: ['high', 'low', 'close', 'volume'],
  options: [count('N1', 10), count('N2', 20), count('M', 6)],
  outputs: ['CHO', 'MACHO'],
  parts: ([high, low, close, volume], [n1, n2, m]) => {
    const share = each([high!, low!, close!], (h, l, c) => (h + l === 0 ? 0 : (2 * c - h - l) / (h + l)));
    const money = sum(mul(volume!, share), 0);
    const cho = sub(ma(money, n1!), ma(money, n2!));
    return [cho, ma(cho, m!)];
  },
});

/**
 * Chaikin oscillator as the terminal has it: volume by where the close lies, relative to the price and not to the range,
 * summed from the first bar on; a short average of that less a long one.
 *
 * in      bars     high, low, close, volume: Float64Array[n] each
 *         options  n1 10, n2 20, m 6
 * out     cho, macho: Float64Array[n] each, volume
 * shape   NaN before bar max(n1, n2) + m - 2 (lookback 24)
 * seed    none beyond rounding: where the sum starts cancels
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal CHO
 * tags    tdx
 */
export function CHO(
  bars: HighLowCloseVolume,
  options: { readonly n1?: number; readonly n2?: number; readonly m?: number } = {},
): { readonly cho: Float64Array; readonly macho: Float64Array } {
  const [cho, macho] = evaluate(
    TDX_CHO,
    [bars.high, bars.low, bars.close, bars.volume],
    [options.n1, options.n2, options.m],
  );
  return { cho: cho!, macho: macho! };
}
