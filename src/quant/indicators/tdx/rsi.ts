import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { each, percent, ref, sma, sub } from './parts.ts';

export const TDX_RSI = formula({
  name: 'RSI',
  group: 'momentum',
  title: '相对强弱指标',
  inputs: ['real'],
  options: [count('N', 6)],
  outputs: ['RSI'],
  parts: ([close], [n]) => {
    const moves = sub(close!, ref(close!, 1));
    const rises = each([moves], (move) => Math.max(move, 0));
    return [percent(sma(rises, n!, 1), sma(each([moves], Math.abs), n!, 1))];
  },
});

/**
 * RSI of Chinese terminals: the averages begin with the first move. TA-Lib begins with the mean of the first `n`: up to 32 %
 * off at first, below 1e-6 after 170 bars of 14.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  n 6
 * out     Float64Array[n]  0..100
 * shape   out[0] = NaN (lookback 1)
 * seed    the first move
 * edge    no move yet -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx600 RSI6, 1e-9
 * tags    tdx
 */
export function RSI(close: Float64Array, options: { readonly n?: number } = {}): Float64Array {
  return evaluate(TDX_RSI, [close], [options.n])[0]!;
}
