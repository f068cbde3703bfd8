import type { HighLowCloseVolume } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, each, mul, percent, ref, sum } from './parts.ts';
import { typical } from './terms.ts';

export const TDX_MFI = formula({
  name: 'MFI',
  group: 'momentum',
  title: '资金流量指标',
  inputs: ['high', 'low', 'close', 'volume'],
  options: [count('N', 14)],
  outputs: ['MFI'],
  parts: ([high, low, close, volume], [n]) => {
    const price = typical(high!, low!, close!);
    const [before, flow] = [ref(price, 1), mul(price, volume!)];
    const up = sum(
      each([price, before, flow], (now, then, paid) => (now > then ? paid : 0)),
      n!,
    );
    const down = sum(
      each([price, before, flow], (now, then, paid) => (now < then ? paid : 0)),
      n!,
    );
    return [percent(up, add(up, down))];
  },
});

/**
 * Money flow index.
 *
 * in      bars     high, low, close, volume: Float64Array[n] each
 *         options  n 14
 * out     Float64Array[n]  0..100
 * shape   out[0 .. n-1] = NaN (lookback = n)
 * seed    none
 * edge    no flow -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt MFI
 * tags    tdx
 */
export function MFI(bars: HighLowCloseVolume, options: { readonly n?: number } = {}): Float64Array {
  return evaluate(TDX_MFI, [bars.high, bars.low, bars.close, bars.volume], [options.n])[0]!;
}
