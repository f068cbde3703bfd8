import type { CloseVolume } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { each, percent, ref, sum } from './parts.ts';

export const TDX_VR = formula({
  name: 'VR',
  group: 'volume',
  title: '成交量变异率',
  inputs: ['close', 'volume'],
  options: [count('N', 26)],
  outputs: ['VR'],
  parts: ([close, volume], [n]) => {
    const before = ref(close!, 1);
    const risen = each([close!, before, volume!], (now, then, traded) => (now > then ? traded : 0));
    const others = each([close!, before, volume!], (now, then, traded) => (now > then ? 0 : traded));
    return [percent(sum(risen, n!), sum(others, n!))];
  },
});

/**
 * Volume of bars that rose over that of the others.
 *
 * in      bars     close, volume: Float64Array[n] each
 *         options  n 26
 * out     Float64Array[n]  percent
 * shape   out[0 .. n-1] = NaN (lookback = n)
 * seed    none
 * edge    no other volume -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt VR
 * tags    tdx
 */
export function VR(bars: CloseVolume, options: { readonly n?: number } = {}): Float64Array {
  return evaluate(TDX_VR, [bars.close, bars.volume], [options.n])[0]!;
}
