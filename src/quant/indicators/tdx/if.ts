import { assertSameLength } from '../../input.ts';

/**
 * `a` where the condition holds, else `b`.
 *
 * in      condition, a, b  Float64Array[n] each; a and b may be numbers
 * out     Float64Array[n]
 * shape   no lookback
 * edge    a condition is true where it is not 0; where it is NaN there is no value
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  通达信 IF, by definition
 * tags    tdx, formula
 */
export function IF(condition: Float64Array, a: Float64Array | number, b: Float64Array | number): Float64Array {
  const lists = Object.entries({ a, b }).filter(([, values]) => typeof values !== 'number');
  assertSameLength('tdx.IF', { condition, ...(Object.fromEntries(lists) as Record<string, Float64Array>) });
  const at = (values: Float64Array | number, bar: number) => (typeof values === 'number' ? values : values[bar]!);
  return condition.map((holds, bar) => (Number.isNaN(holds) ? Number.NaN : at(holds === 0 ? b : a, bar)));
}
