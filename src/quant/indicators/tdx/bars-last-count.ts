import { evaluate } from '../kernel/run.ts';
import { formula } from './formula.ts';
import { lastCount } from './signals.ts';

export const TDX_BARSLASTCOUNT = formula({
  name: 'BARSLASTCOUNT',
  group: 'operator',
  title: 'Bars a condition has held for',
  inputs: ['real'],
  outputs: ['BARSLASTCOUNT'],
  parts: ([condition]) => [lastCount(condition!)],
});

/**
 * For how many bars without a break the condition has held.
 *
 * in      condition  Float64Array[n]
 * out     Float64Array[n]  bars
 * shape   no lookback
 * seed    none
 * edge    a condition is true where it is not 0; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 BARSLASTCOUNT; golden: tdx-mytt BARSLASTCOUNT
 * tags    tdx, formula
 */
export function BARSLASTCOUNT(condition: Float64Array): Float64Array {
  return evaluate(TDX_BARSLASTCOUNT, [condition])[0]!;
}
