import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, ema, ma, scale } from './parts.ts';

export const TDX_PBX = formula({
  name: 'PBX',
  group: 'overlap',
  title: '瀑布线',
  inputs: ['real'],
  options: [count('M1', 4), count('M2', 6), count('M3', 9), count('M4', 13), count('M5', 18), count('M6', 24)],
  outputs: ['PBX1', 'PBX2', 'PBX3', 'PBX4', 'PBX5', 'PBX6'],
  parts: ([close], lengths) => {
    const line = (length: number) => add(add(ema(close!, length), ma(close!, length * 2)), ma(close!, length * 4));
    return lengths.map((length) => scale(line(length), 1 / 3));
  },
});

/**
 * Waterfall: six means of an exponential average, a simple one of twice and one of four times its length.
 *
 * in      close    Float64Array[n]  price, one instrument, ascending, adjusted
 *         options  m1 4, m2 6, m3 9, m4 13, m5 18, m6 24
 * out     pbx1, pbx2, pbx3, pbx4, pbx5, pbx6: Float64Array[n] each, price
 * shape   NaN before bar 4 * max(m1 .. m6) - 1 (lookback 95)
 * seed    the first price, by the exponential averages
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal PBX
 * tags    tdx
 */
export function PBX(
  close: Float64Array,
  options: {
    readonly m1?: number;
    readonly m2?: number;
    readonly m3?: number;
    readonly m4?: number;
    readonly m5?: number;
    readonly m6?: number;
  } = {},
): {
  readonly pbx1: Float64Array;
  readonly pbx2: Float64Array;
  readonly pbx3: Float64Array;
  readonly pbx4: Float64Array;
  readonly pbx5: Float64Array;
  readonly pbx6: Float64Array;
} {
  const [pbx1, pbx2, pbx3, pbx4, pbx5, pbx6] = evaluate(
    TDX_PBX,
    [close],
    [options.m1, options.m2, options.m3, options.m4, options.m5, options.m6],
  );
  return { pbx1: pbx1!, pbx2: pbx2!, pbx3: pbx3!, pbx4: pbx4!, pbx5: pbx5!, pbx6: pbx6! };
}
