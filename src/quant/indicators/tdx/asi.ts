import type { OpenHighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula, type Part } from './formula.ts';
import { add, div, each, ma, ref, scale, sub, sum } from './parts.ts';

export const TDX_ASI = formula({
  name: 'ASI',
  group: 'momentum',
  title: '振动升降指标',
  inputs: ['open', 'high', 'low', 'close'],
  options: [count('M1', 26), count('M2', 10)],
  outputs: ['ASI', 'ASIT'],
  parts: ([open, high, low, close], [m1, m2]) => {
    const asi = sum(swing(open!, high!, low!, close!), m1!);
    return [asi, ma(asi, m2!)];
  },
});

/**
 * Accumulated swing index: Wilder's swing of each bar, without his limit move, summed over `m1` bars; and its average.
 *
 * in      bars     open, high, low, close: Float64Array[n] each
 *         options  m1 26, m2 10
 * out     asi, asit: Float64Array[n] each, no unit
 * shape   NaN before bar m1 + m2 - 1 (lookback 35)
 * seed    none
 * edge    no swing at all counts as 0; a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  Wilder 1978 as 通达信 has it; golden: tdx-mytt ASI
 * tags    tdx
 */
export function ASI(
  bars: OpenHighLowClose,
  options: { readonly m1?: number; readonly m2?: number } = {},
): { readonly asi: Float64Array; readonly asit: Float64Array } {
  const [asi, asit] = evaluate(TDX_ASI, [bars.open, bars.high, bars.low, bars.close], [options.m1, options.m2]);
  return { asi: asi!, asit: asit! };
}

/** 16 · X / R · max(A, B), where A, B and C are reaches about the bar before and R is built on the longest of them. */
function swing(open: Part, high: Part, low: Part, close: Part): Part {
  const before = ref(close, 1);
  const reach = (a: Part, b: Part) => each([a, b], (x, y) => Math.abs(x - y));
  const [a, b, c] = [reach(high, before), reach(low, before), reach(high, ref(low, 1))];
  const longest = each([a, b, c], (x, y, z) => (x > y && x > z ? x + y / 2 : y > z && y > x ? y + x / 2 : z));
  const range = add(longest, scale(reach(before, ref(open, 1)), 0.25));
  const move = add(add(sub(close, before), scale(sub(close, open), 0.5)), sub(before, ref(open, 1)));
  const largest = each([a, b], Math.max);
  return each([div(move, range), largest], (share, size) => 16 * share * size);
}
