import { inputError } from '../indicators/kernel/options.ts';

/**
 * Applies a one-section function to each section of a column that is sorted by session: section k is
 * `offsets[k] .. offsets[k+1]-1`.
 *
 * throws  quant.input when the offsets do not cover the column
 */
export function bySection(
  values: Float64Array,
  offsets: Int32Array | Uint32Array,
  apply: (section: Float64Array) => Float64Array,
): Float64Array {
  if (offsets[0] !== 0 || offsets[offsets.length - 1] !== values.length) {
    throw inputError(
      'bySection',
      'offsets',
      `${offsets[0]}..${offsets[offsets.length - 1]}`,
      'Start at 0, end at the length.',
    );
  }
  const result = new Float64Array(values.length);
  for (let k = 0; k + 1 < offsets.length; k += 1) {
    result.set(apply(values.subarray(offsets[k]!, offsets[k + 1]!)), offsets[k]!);
  }
  return result;
}
