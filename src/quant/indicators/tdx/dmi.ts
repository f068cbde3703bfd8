import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula, type Part } from './formula.ts';
import { add, each, ma, percent, ref, scale, sub, sum } from './parts.ts';
import { rangeOfBar } from './terms.ts';

export const TDX_DMI = formula({
  name: 'DMI',
  group: 'momentum',
  title: '动向指标',
  inputs: ['high', 'low', 'close'],
  options: [count('M1', 14), count('M2', 6)],
  outputs: ['PDI', 'MDI', 'ADX', 'ADXR'],
  parts: ([high, low, close], [m1, m2]) => {
    const range = sum(rangeOfBar(high!, low!, close!), m1!);
    const up = sub(high!, ref(high!, 1));
    const down = sub(ref(low!, 1), low!);
    const larger = (a: Part, b: Part) => each([a, b], (x, y) => (x > 0 && x > y ? x : 0));
    const pdi = percent(sum(larger(up, down), m1!), range);
    const mdi = percent(sum(larger(down, up), m1!), range);
    const distance = each([pdi, mdi], (p, m) => Math.abs(m - p));
    const adx = ma(percent(distance, add(pdi, mdi)), m2!);
    return [pdi, mdi, adx, scale(add(adx, ref(adx, m2!)), 0.5)];
  },
});

/**
 * DMI with plain sums over `m1` bars and a simple average of `m2`; Wilder's, and TA-Lib's, is smoothed.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  m1 14, m2 6
 * out     pdi, mdi, adx, adxr: Float64Array[n] each, 0..100
 * shape   NaN before bar m1 + 2 * m2 - 1 (lookback 25), in all four
 * seed    none
 * edge    no range, no movement -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt DMI
 * tags    tdx
 */
export function DMI(
  bars: HighLowClose,
  options: { readonly m1?: number; readonly m2?: number } = {},
): { readonly pdi: Float64Array; readonly mdi: Float64Array; readonly adx: Float64Array; readonly adxr: Float64Array } {
  const [pdi, mdi, adx, adxr] = evaluate(TDX_DMI, [bars.high, bars.low, bars.close], [options.m1, options.m2]);
  return { pdi: pdi!, mdi: mdi!, adx: adx!, adxr: adxr! };
}
