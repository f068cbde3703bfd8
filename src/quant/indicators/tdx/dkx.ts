import type { OpenHighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, each, ma, ref, scale } from './parts.ts';

/** Of each bar's age; the terminal leaves out the bar of 19 ago and takes that of 20. */
const WEIGHTS = Array.from({ length: 20 }, (_, age): readonly [number, number] => [20 - age, age === 19 ? 20 : age]);

export const TDX_DKX = formula({
  name: 'DKX',
  group: 'overlap',
  title: '多空线',
  inputs: ['open', 'high', 'low', 'close'],
  options: [count('M', 10)],
  outputs: ['DKX', 'MADKX'],
  parts: ([open, high, low, close], [m]) => {
    const priced = each([high!, low!, close!], (h, l, c) => 3 * c + l + h);
    const middle = scale(add(priced, open!), 1 / 6);
    const weighted = WEIGHTS.map(([weight, age]) => scale(age === 0 ? middle : ref(middle, age), weight / 210));
    const dkx = weighted.reduce(add);
    return [dkx, ma(dkx, m!)];
  },
});

/**
 * Long-short line: a weighted mean of 20 bars' middles, the newest 20 times, and its average.
 *
 * in      bars     open, high, low, close: Float64Array[n] each
 *         options  m 10
 * out     dkx, madkx: Float64Array[n] each, price
 * shape   NaN before bar m + 19 (lookback 29)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal DKX
 * tags    tdx
 */
export function DKX(
  bars: OpenHighLowClose,
  options: { readonly m?: number } = {},
): { readonly dkx: Float64Array; readonly madkx: Float64Array } {
  const [dkx, madkx] = evaluate(TDX_DKX, [bars.open, bars.high, bars.low, bars.close], [options.m]);
  return { dkx: dkx!, madkx: madkx! };
}
