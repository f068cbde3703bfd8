import { evaluate } from '../kernel/run.ts';
import { formula } from './formula.ts';
import { remember } from './parts.ts';

export const TDX_BARSSINCE = formula({
  name: 'BARSSINCE',
  group: 'operator',
  title: 'Bars since a condition first held',
  inputs: ['real'],
  outputs: ['BARSSINCE'],
  isPartial: true,
  parts: ([condition]) => [
    remember(
      [condition!],
      (bars, x) => (Number.isNaN(bars) ? (x !== 0 ? 0 : bars) : bars + 1),
      (bars) => bars,
    ),
  ],
});

/**
 * How many bars ago the condition held for the first time.
 *
 * in      condition  Float64Array[n]
 * out     Float64Array[n]  bars
 * shape   no lookback
 * seed    NaN until then; the first bar of the series counts as the beginning
 * edge    a condition is true where it is not 0; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 BARSSINCE; by definition
 * tags    tdx, formula
 */
export function BARSSINCE(condition: Float64Array): Float64Array {
  return evaluate(TDX_BARSSINCE, [condition])[0]!;
}
