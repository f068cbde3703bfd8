import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { ema, scale, sub } from './parts.ts';

export const TDX_MACD = formula({
  name: 'MACD',
  group: 'momentum',
  title: '平滑异同移动平均线',
  inputs: ['real'],
  options: [count('SHORT', 12), count('LONG', 26), count('MID', 9)],
  outputs: ['DIF', 'DEA', 'MACD'],
  parts: ([close], [short, long, mid]) => {
    const dif = sub(ema(close!, short!), ema(close!, long!));
    const dea = ema(dif, mid!);
    return [dif, dea, scale(sub(dif, dea), 2)];
  },
});

/**
 * MACD as Chinese terminals draw it: the bar is twice DIF - DEA, and the averages begin with the first price.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  short 12, long 26, mid 9
 * out     dif, dea, macd: Float64Array[n] each, unit of price
 * shape   no lookback
 * seed    the first price; half the bar is within 1e-4 of TA-Lib after some 80 bars
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx600 DIF, DEA, MACD, 1e-9
 * tags    tdx
 */
export function MACD(
  close: Float64Array,
  options: { readonly short?: number; readonly long?: number; readonly mid?: number } = {},
): { readonly dif: Float64Array; readonly dea: Float64Array; readonly macd: Float64Array } {
  const [dif, dea, macd] = evaluate(TDX_MACD, [close], [options.short, options.long, options.mid]);
  return { dif: dif!, dea: dea!, macd: macd! };
}
