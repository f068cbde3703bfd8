import type { OpenHighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula, type Part } from './formula.ts';
import { each, percent, ref, sub, sum } from './parts.ts';

export const TDX_BRAR = formula({
  name: 'BRAR',
  group: 'momentum',
  title: '情绪指标',
  inputs: ['open', 'high', 'low', 'close'],
  options: [count('N', 26)],
  outputs: ['BR', 'AR'],
  parts: ([open, high, low, close], [n]) => {
    const before = ref(close!, 1);
    const positive = (a: Part, b: Part) => each([a, b], (x, y) => Math.max(0, x - y));
    const br = percent(sum(positive(high!, before), n!), sum(positive(before, low!), n!));
    return [br, percent(sum(sub(high!, open!), n!), sum(sub(open!, low!), n!))];
  },
});

/**
 * BR: reach above the close before, over reach below it. AR: the same about the open.
 *
 * in      bars     open, high, low, close: Float64Array[n] each, price
 *         options  n 26
 * out     br, ar: Float64Array[n] each, percent
 * shape   out[0 .. n-1] = NaN (lookback = n)
 * seed    none
 * edge    nothing below -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt BRAR
 * tags    tdx
 */
export function BRAR(
  bars: OpenHighLowClose,
  options: { readonly n?: number } = {},
): { readonly br: Float64Array; readonly ar: Float64Array } {
  const [br, ar] = evaluate(TDX_BRAR, [bars.open, bars.high, bars.low, bars.close], [options.n]);
  return { br: br!, ar: ar! };
}
