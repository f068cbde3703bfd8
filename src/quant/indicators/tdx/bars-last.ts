import { evaluate } from '../kernel/run.ts';
import { formula } from './formula.ts';
import { remember } from './parts.ts';

export const TDX_BARSLAST = formula({
  name: 'BARSLAST',
  group: 'operator',
  title: 'Bars since a condition last held',
  inputs: ['real'],
  outputs: ['BARSLAST'],
  isPartial: true,
  parts: ([condition]) => [
    remember(
      [condition!],
      (bars, x) => (x !== 0 ? 0 : bars + 1),
      (bars) => bars,
    ),
  ],
});

/**
 * How many bars ago the condition last held; 0 where it holds.
 *
 * in      condition  Float64Array[n]
 * out     Float64Array[n]  bars
 * shape   no lookback
 * seed    NaN until the condition has held once: the terminal has no value there, MyTT counts from the first bar
 * edge    a condition is true where it is not 0; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 BARSLAST; golden: tdx-mytt BARSLAST
 * tags    tdx, formula
 */
export function BARSLAST(condition: Float64Array): Float64Array {
  return evaluate(TDX_BARSLAST, [condition])[0]!;
}
