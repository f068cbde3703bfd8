/** The length of the longest run of values with that sign. */
export function longestRun(values: Float64Array, sign: 1 | -1): number {
  let longest = 0;
  let current = 0;
  for (let k = 0; k < values.length; k += 1) {
    current = sign * values[k]! > 0 ? current + 1 : 0;
    if (current > longest) longest = current;
  }
  return longest;
}
