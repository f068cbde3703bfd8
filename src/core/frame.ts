import { assert } from './errors.ts';

/** A missing integer or day. Missing doubles and instants are NaN, missing text is code -1, a missing flag is 255. */
export const NO_INT = -2_147_483_648;
export const NO_TEXT = -1;
export const NO_FLAG = 255;

export type DoubleColumn = { readonly type: 'double'; readonly values: Float64Array };
export type IntColumn = { readonly type: 'int'; readonly values: Int32Array };
/** Exchange dates as days since 1970-01-01. DATE in files. */
export type DayColumn = { readonly type: 'day'; readonly values: Int32Array };
/** Epoch milliseconds UTC. TIMESTAMPTZ in files. */
export type InstantColumn = { readonly type: 'instant'; readonly values: Float64Array };
export type FlagColumn = { readonly type: 'flag'; readonly values: Uint8Array };
/** Dictionary-coded text: `dictionary[codes[row]]`. */
export type TextColumn = { readonly type: 'text'; readonly codes: Int32Array; readonly dictionary: readonly string[] };

export type Column = DoubleColumn | IntColumn | DayColumn | InstantColumn | FlagColumn | TextColumn;
export type ColumnType = Column['type'];

/** A table in memory: columns of one length. */
export type Frame = { readonly rows: number; readonly columns: Readonly<Record<string, Column>> };

/** The columns a dataset has, in order. A `?` would be a lie: a column is there, its cells may be missing. */
export type Schema = Readonly<Record<string, ColumnType>>;

export function columnLength(column: Column): number {
  return column.type === 'text' ? column.codes.length : column.values.length;
}

/** Checks lengths once, at the door. */
export function frame(columns: Readonly<Record<string, Column>>): Frame {
  const lengths = Object.entries(columns).map(([name, column]) => [name, columnLength(column)] as const);
  const rows = lengths[0]?.[1] ?? 0;
  for (const [name, length] of lengths)
    assert(length === rows, `column "${name}" has ${length} rows, expected ${rows}`);
  return { rows, columns };
}

export function doubles(table: Frame, name: string): Float64Array {
  const column = table.columns[name];
  assert(column?.type === 'double' || column?.type === 'instant', `frame has no double column "${name}"`);
  return column.values;
}

export function days(table: Frame, name: string): Int32Array {
  const column = table.columns[name];
  assert(column?.type === 'day' || column?.type === 'int', `frame has no day column "${name}"`);
  return column.values;
}

export function flags(table: Frame, name: string): Uint8Array {
  const column = table.columns[name];
  assert(column?.type === 'flag', `frame has no flag column "${name}"`);
  return column.values;
}

export function text(table: Frame, name: string): TextColumn {
  const column = table.columns[name];
  assert(column?.type === 'text', `frame has no text column "${name}"`);
  return column;
}

/** Text cells as a dictionary column, in order of first appearance. */
export function textColumn(cells: readonly (string | null)[]): TextColumn {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(cells.length);
  cells.forEach((cell, row) => {
    if (cell === null) codes[row] = NO_TEXT;
    else codes[row] = codeOf.get(cell) ?? codeOf.set(cell, codeOf.size).size - 1;
  });
  return { type: 'text', codes, dictionary: [...codeOf.keys()] };
}

export function textAt(column: TextColumn, row: number): string | null {
  const code = column.codes[row]!;
  return code === NO_TEXT ? null : column.dictionary[code]!;
}
