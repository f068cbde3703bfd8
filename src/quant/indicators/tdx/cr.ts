import type { HighLow } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula, type Part } from './formula.ts';
import { add, each, ma, percent, ref, scale, sum } from './parts.ts';

export const TDX_CR = formula({
  name: 'CR',
  group: 'momentum',
  title: '带状能量线',
  inputs: ['high', 'low'],
  options: [count('N', 26), count('M1', 10), count('M2', 20), count('M3', 40), count('M4', 62)],
  outputs: ['CR', 'MA1', 'MA2', 'MA3', 'MA4'],
  parts: ([high, low], [n, ...lengths]) => {
    const middle = ref(scale(add(high!, low!), 0.5), 1);
    const positive = (a: Part, b: Part) => each([a, b], (x, y) => Math.max(0, x - y));
    const cr = percent(sum(positive(high!, middle), n!), sum(positive(middle, low!), n!));
    return [cr, ...lengths.map((length) => ref(ma(cr, length), Math.floor(length / 2.5 + 1)))];
  },
});

/**
 * Energy band: reach above the middle of the bar before over reach below it, and four averages of it as they stood
 * length / 2.5 + 1 bars ago, rounded down.
 *
 * in      bars     high, low: Float64Array[n] each
 *         options  n 26, m1 10, m2 20, m3 40, m4 62
 * out     cr, ma1, ma2, ma3, ma4: Float64Array[n] each, percent
 * shape   NaN before bar n + max over m of (m - 1 + m / 2.5 + 1) (lookback 112), in all five
 * seed    none
 * edge    nothing below -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal CR
 * tags    tdx
 */
export function CR(
  bars: HighLow,
  options: {
    readonly n?: number;
    readonly m1?: number;
    readonly m2?: number;
    readonly m3?: number;
    readonly m4?: number;
  } = {},
): {
  readonly cr: Float64Array;
  readonly ma1: Float64Array;
  readonly ma2: Float64Array;
  readonly ma3: Float64Array;
  readonly ma4: Float64Array;
} {
  const [cr, ma1, ma2, ma3, ma4] = evaluate(
    TDX_CR,
    [bars.high, bars.low],
    [options.n, options.m1, options.m2, options.m3, options.m4],
  );
  return { cr: cr!, ma1: ma1!, ma2: ma2!, ma3: ma3!, ma4: ma4! };
}
