import { evaluate } from '../kernel/run.ts';
import { formula } from './formula.ts';
import { remember } from './parts.ts';

export const TDX_VALUEWHEN = formula({
  name: 'VALUEWHEN',
  group: 'operator',
  title: 'Value when a condition last held',
  inputs: ['real0', 'real1'],
  outputs: ['VALUEWHEN'],
  isPartial: true,
  parts: ([condition, x]) => [
    remember(
      [condition!, x!],
      (kept, held, value) => (held !== 0 ? value : kept),
      (kept) => kept,
    ),
  ],
});

/**
 * What the values were when the condition last held.
 *
 * in      condition, values  Float64Array[n] each
 * out     Float64Array[n]  unit of the values
 * shape   no lookback
 * seed    NaN until the condition has held once
 * edge    a condition is true where it is not 0; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 VALUEWHEN; golden: tdx-mytt VALUEWHEN
 * tags    tdx, formula
 */
export function VALUEWHEN(condition: Float64Array, values: Float64Array): Float64Array {
  return evaluate(TDX_VALUEWHEN, [condition, values])[0]!;
}
