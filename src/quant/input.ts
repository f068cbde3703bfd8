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
