import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { count, formula } from './formula.ts';
import { add, ema, hhv, llv, ma, ref, scale, sub } from './parts.ts';
import { typical } from './terms.ts';

export const TDX_MIKE = formula({
  name: 'MIKE',
  group: 'overlap',
  title: '麦克支撑压力',
  inputs: ['high', 'low', 'close'],
  options: [count('N', 10)],
  outputs: ['STOR', 'MIDR', 'WEKR', 'WEKS', 'MIDS', 'STOS'],
  parts: ([high, low, close], [n]) => {
    const middle = ref(ma(typical(high!, low!, close!), n!), 1);
    const [top, bottom] = [ema(hhv(high!, n!), 3), ema(llv(low!, n!), 3)];
    const lines = [
      sub(scale(top, 2), bottom),
      sub(add(middle, top), bottom),
      sub(scale(middle, 2), bottom),
      sub(scale(middle, 2), top),
      add(sub(middle, top), bottom),
      sub(scale(bottom, 2), top),
    ];
    return lines.map((line) => ema(line, 3));
  },
});

/**
 * Three lines of resistance, strong to weak, and three of support, weak to strong, from the reach of the last n bars.
 *
 * in      bars     high, low, close: Float64Array[n] each
 *         options  n 10
 * out     stor, midr, wekr, weks, mids, stos: Float64Array[n] each, price
 * shape   out[0 .. n-1] = NaN (lookback 10)
 * seed    the first value of each average
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-terminal MIKE
 * tags    tdx
 */
export function MIKE(
  bars: HighLowClose,
  options: { readonly n?: number } = {},
): {
  readonly stor: Float64Array;
  readonly midr: Float64Array;
  readonly wekr: Float64Array;
  readonly weks: Float64Array;
  readonly mids: Float64Array;
  readonly stos: Float64Array;
} {
  const [stor, midr, wekr, weks, mids, stos] = evaluate(TDX_MIKE, [bars.high, bars.low, bars.close], [options.n]);
  return { stor: stor!, midr: midr!, wekr: wekr!, weks: weks!, mids: mids!, stos: stos! };
}
