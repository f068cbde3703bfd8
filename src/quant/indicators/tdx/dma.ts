import { evaluate } from '../kernel/run.ts';
import { formula } from './formula.ts';
import { dma } from './parts.ts';

export const TDX_DMA = formula({
  name: 'DMA',
  group: 'overlap',
  title: 'Dynamic moving average',
  inputs: ['real0', 'real1'],
  outputs: ['DMA'],
  parts: ([x, weight]) => [dma(x!, weight!)],
});

/**
 * weight * X + (1 - weight) * before, with a weight for every bar: turnover rate, as a rule.
 *
 * in      values, weight  Float64Array[n] each
 * out     Float64Array[n]  unit of the values
 * shape   no lookback
 * seed    the first value
 * edge    a weight outside 0..1 is taken as it is; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  通达信 DMA; golden: tdx-mytt DMA
 * tags    tdx, formula
 */
export function DMA(values: Float64Array, weight: Float64Array): Float64Array {
  return evaluate(TDX_DMA, [values, weight])[0]!;
}
