/** Numbers as a caller may have them; anything but a Float64Array is copied into one. */
export type Series = Float64Array | readonly number[];

export function columnOf(values: Series): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values);
}
