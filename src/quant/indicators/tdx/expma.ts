import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ema } from './parts.ts';

export const TDX_EXPMA = formula({
  name: 'EXPMA',
  group: 'overlap',
  title: '指数平均线',
  inputs: ['real'],
  options: [count('P1', 12), count('P2', 50)],
  outputs: ['EXP1', 'EXP2'],
  parts: ([close], [p1, p2]) => [ema(close!, p1!), ema(close!, p2!)],
});

/**
 * Two exponential averages.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  p1 12, p2 50
 * out     exp1, exp2: Float64Array[n] each, price
 * shape   no lookback
 * seed    the first price
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt EXPMA
 * tags    tdx
 */
export function EXPMA(
  close: Float64Array,
  options: { readonly p1?: number; readonly p2?: number } = {},
): { readonly exp1: Float64Array; readonly exp2: Float64Array } {
  const [exp1, exp2] = evaluate(TDX_EXPMA, [close], [options.p1, options.p2]);
  return { exp1: exp1!, exp2: exp2! };
}
