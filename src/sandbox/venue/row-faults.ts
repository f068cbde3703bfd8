import type { FaultTable } from './fault-plan.ts';

/** Faults of rows, for the calls that answer with lists. */
export function rowFaults<Scope extends string>(scope: Scope) {
  const row = (does: string) => ({ scope, does });
  return {
    zero_rows: row('an empty list'),
    duplicate_rows: row('some rows come twice'),
    conflicting_rows: row('some rows come twice, with another price'),
    unsorted_rows: row('some neighbouring rows are swapped'),
    future_rows: row('a row of an instant that has not come yet'),
    absurd_rows: row('some prices are far outside of what can be'),
    bad_numbers: row('some prices are "--" or "1,234.5"'),
    renamed_field: row('the price stands under another name, or elsewhere in the row'),
    extra_field: row('every row has one more field'),
    lost_rows: row('some rows are left out'),
  } as const satisfies FaultTable;
}

/** How the rows of one call are spoilt: each takes a row as it was and gives the spoilt one. */
export type RowSpoilers<Row> = {
  readonly conflicting: (row: Row) => Row;
  /** At an instant after `nowMs`. */
  readonly future: (row: Row, nowMs: number) => Row;
  readonly absurd: (row: Row) => Row;
  readonly badNumber: (row: Row, word: string) => Row;
  readonly renamed: (row: Row) => unknown;
  readonly extra: (row: Row) => unknown;
};

/** One row in so many is spoilt; the first one always is. */
const ROWS_BETWEEN = 50;
const WORDS = ['--', '1,234.5'];

export function spoilRows<Row>(
  rows: readonly Row[],
  { kinds, nowMs }: { readonly kinds: ReadonlySet<string>; readonly nowMs: number },
  spoilers: RowSpoilers<Row>,
): readonly unknown[] {
  let spoilt: readonly Row[] = rows;
  const some = (change: (row: Row, place: number) => readonly Row[]) => {
    spoilt = spoilt.flatMap((row, place) => (place % ROWS_BETWEEN === 0 ? change(row, place) : [row]));
  };
  if (kinds.has('zero_rows')) return [];
  if (kinds.has('lost_rows')) some(() => []);
  if (kinds.has('duplicate_rows')) some((row) => [row, row]);
  if (kinds.has('conflicting_rows')) some((row) => [row, spoilers.conflicting(row)]);
  if (kinds.has('absurd_rows')) some((row) => [spoilers.absurd(row)]);
  if (kinds.has('bad_numbers')) some((row, place) => [spoilers.badNumber(row, WORDS[(place / ROWS_BETWEEN) % 2]!)]);
  if (kinds.has('unsorted_rows') && spoilt.length > 1) spoilt = [spoilt[1]!, spoilt[0]!, ...spoilt.slice(2)];
  if (kinds.has('future_rows') && spoilt.length > 0) spoilt = [...spoilt, spoilers.future(spoilt.at(-1)!, nowMs)];
  if (kinds.has('renamed_field')) return spoilt.map(spoilers.renamed);
  return kinds.has('extra_field') ? spoilt.map(spoilers.extra) : spoilt;
}
