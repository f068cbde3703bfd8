import { evaluate } from '../kernel/run.ts';
import { formula } from './formula.ts';
import { crossing } from './signals.ts';

export const TDX_CROSS = formula({
  name: 'CROSS',
  group: 'operator',
  title: 'Whether a series crosses above another',
  inputs: ['real0', 'real1'],
  outputs: ['CROSS'],
  parts: ([a, b]) => [crossing(a!, b!)],
});

/**
 * 1 where `a` is above `b` and was not a bar ago.
 *
 * in      a, b  Float64Array[n] each
 * out     Float64Array[n]  0 or 1
 * shape   out[0] = NaN (lookback 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    two passes, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 CROSS; golden: tdx-mytt CROSS
 * tags    tdx, formula
 */
export function CROSS(a: Float64Array, b: Float64Array): Float64Array {
  return evaluate(TDX_CROSS, [a, b])[0]!;
}
