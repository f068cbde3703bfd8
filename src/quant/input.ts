import { inputError } from './indicators/kernel/options.ts';

type Column = { readonly length: number };

/** The common length of the columns; 0 when there are none. @throws quant.input naming the first that differs */
export function assertSameLength(functionName: string, columns: Readonly<Record<string, Column | undefined>>): number {
  let first: readonly [name: string, length: number] | null = null;
  for (const [name, column] of Object.entries(columns)) {
    if (column === undefined) continue;
    first ??= [name, column.length];
    if (column.length === first[1]) continue;
    const got = `${column.length} elements beside ${first[1]} of "${first[0]}"`;
    throw inputError(functionName, name, got, 'All columns must have one length.');
  }
  return first?.[1] ?? 0;
}

/** @throws quant.input naming the first element that does not exceed the one before it */
export function assertAscending(functionName: string, input: string, values: ArrayLike<number>): void {
  for (let k = 1; k < values.length; k += 1) {
    if (values[k]! > values[k - 1]!) continue;
    const got = `${values[k]} after ${values[k - 1]} at ${k}`;
    throw inputError(functionName, input, got, 'Sort it and remove duplicates.');
  }
}

/**
 * A caller's numbers as doubles. What is null or undefined is missing, NaN, and never 0, which is what JavaScript would
 * make of null.
 *
 * @throws quant.input naming the first element that is something else
 */
export function doublesOf(
  functionName: string,
  input: string,
  values: ArrayLike<number | null | undefined>,
): Float64Array {
  const doubles = new Float64Array(values.length);
  for (let k = 0; k < doubles.length; k += 1) {
    const value = values[k] ?? Number.NaN;
    if (typeof value !== 'number') {
      throw inputError(functionName, input, `the ${typeof value} "${value}" at ${k}`, 'Give numbers, or null.');
    }
    doubles[k] = value;
  }
  return doubles;
}
