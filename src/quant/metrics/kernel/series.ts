import { doublesOf } from '../../input.ts';

/** Numbers as a caller may have them; anything but a Float64Array is copied into one. Null is missing, as NaN is. */
export type Series = Float64Array | readonly (number | null)[];

/** @throws quant.input for what is no number */
export function columnOf(values: Series): Float64Array {
  return values instanceof Float64Array ? values : doublesOf('metrics', 'series', values);
}
