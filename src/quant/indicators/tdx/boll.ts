import { realOption } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, ma, scale, std, stdp, sub } from './parts.ts';

export const TDX_BOLL = formula({
  name: 'BOLL',
  group: 'overlap',
  title: '布林线',
  inputs: ['real'],
  options: [count('N', 20, 2), realOption('P', 'p', 2.0), count('DDOF', 1, 0)],
  outputs: ['BOLL', 'UB', 'LB'],
  parts: ([close], [n, p, ddof]) => {
    const middle = ma(close!, n!);
    const spread = scale(ddof === 0 ? stdp(close!, n!) : std(close!, n!), p!);
    return [middle, add(middle, spread), sub(middle, spread)];
  },
});

/**
 * Bollinger bands by STD: a sample's deviation, ddof 1. Give ddof 0 for what MyTT draws.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  n 20, p 2.0, ddof 1
 * out     boll, ub, lb: Float64Array[n] each, price
 * shape   out[0 .. n-2] = NaN (lookback = n - 1)
 * seed    none
 * edge    ddof above 1 counts as 1; a flat window -> three equal lines; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt BOLL with ddof 0
 * tags    tdx
 */
export function BOLL(
  close: Float64Array,
  options: { readonly n?: number; readonly p?: number; readonly ddof?: number } = {},
): { readonly boll: Float64Array; readonly ub: Float64Array; readonly lb: Float64Array } {
  const [boll, ub, lb] = evaluate(TDX_BOLL, [close], [options.n, options.p, options.ddof]);
  return { boll: boll!, ub: ub!, lb: lb! };
}
