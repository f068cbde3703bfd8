import { type Column, type Frame, NO_TEXT } from '../../core/frame.ts';
import { cellsOf, rowOrder } from '../rows.ts';

/** Rows of equal keys, among those that no rule rejected. */
export type Duplicates = {
  /** 1 for every row that repeats an earlier one exactly. */
  readonly repeated: Uint8Array;
  /** 1 for every row of a key whose rows differ. */
  readonly conflicting: Uint8Array;
};

export function findDuplicates(table: Frame, key: readonly string[], rejectedBy: Uint8Array): Duplicates {
  const repeated = new Uint8Array(table.rows);
  const conflicting = new Uint8Array(table.rows);
  const order = rowOrder(table, key).filter((row) => rejectedBy[row] === 0);
  const keyColumns = key.map((name) => table.columns[name]!);
  const columns = Object.values(table.columns);
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && isSame(keyColumns, order[first]!, order[end]!)) end += 1;
    if (end - first > 1) markGroup(order.subarray(first, end), columns, { repeated, conflicting });
    first = end;
  }
  return { repeated, conflicting };
}

function markGroup(group: Int32Array, columns: readonly Column[], marks: Duplicates): void {
  const [first] = group;
  const areSame = group.every((row) => isSame(columns, first!, row));
  for (let k = 0; k < group.length; k += 1) {
    if (!areSame) marks.conflicting[group[k]!] = 1;
    else if (k > 0) marks.repeated[group[k]!] = 1;
  }
}

/** Equal cell by cell; missing equals missing. */
function isSame(columns: readonly Column[], left: number, right: number): boolean {
  return columns.every((column) => {
    const cells = cellsOf(column);
    if (column.type !== 'text') return Object.is(cells[left], cells[right]) || cells[left] === cells[right];
    const [a, b] = [column.codes[left]!, column.codes[right]!];
    return a === b || (a !== NO_TEXT && b !== NO_TEXT && column.dictionary[a] === column.dictionary[b]);
  });
}
