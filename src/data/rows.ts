import { assert } from '../core/errors.ts';
import {
  type Column,
  type ColumnType,
  columnLength,
  days,
  type Frame,
  NO_FLAG,
  NO_INT,
  NO_TEXT,
  type Schema,
  type TextColumn,
  text,
} from '../core/frame.ts';

/**
 * Rows of frames: choosing, joining and ordering them. Every stage of the data path moves rows; none of them
 * looks at a value here.
 */

/** A frame without rows. */
export function emptyFrame(schema: Schema): Frame {
  const columns = Object.entries(schema).map(([name, type]) => [name, blankColumn(type, 0)] as const);
  return { rows: 0, columns: Object.fromEntries(columns) };
}

/** A column in which every cell is missing. */
export function blankColumn(type: ColumnType, rows: number): Column {
  if (type === 'text') return { type, codes: new Int32Array(rows).fill(NO_TEXT), dictionary: [] };
  if (type === 'flag') return { type, values: new Uint8Array(rows).fill(NO_FLAG) };
  if (type === 'int' || type === 'day') return { type, values: new Int32Array(rows).fill(NO_INT) };
  return { type, values: new Float64Array(rows).fill(Number.NaN) };
}

/** One text for every row. */
export function sameText(cell: string | null, rows: number): TextColumn {
  return cell === null
    ? { type: 'text', codes: new Int32Array(rows).fill(NO_TEXT), dictionary: [] }
    : { type: 'text', codes: new Int32Array(rows), dictionary: [cell] };
}

/** The columns of `schema`, in its order; other columns are left behind. */
export function selectColumns(table: Frame, schema: Schema): Frame {
  const columns = Object.entries(schema).map(([name, type]) => [name, columnOf(table, name, type)] as const);
  return { rows: table.rows, columns: Object.fromEntries(columns) };
}

export function columnOf(table: Frame, name: string, type: ColumnType): Column {
  const column = table.columns[name];
  assert(column !== undefined, `frame has no column "${name}"`);
  assert(column.type === type, `column "${name}" is ${column.type}, expected ${type}`);
  return column;
}

/** These rows of the table, in this order. */
export function takeRows(table: Frame, rows: Int32Array): Frame {
  const columns = Object.entries(table.columns).map(([name, column]) => [name, takeCells(column, rows)] as const);
  return { rows: rows.length, columns: Object.fromEntries(columns) };
}

function takeCells(column: Column, rows: Int32Array): Column {
  const target = blankColumn(column.type, rows.length);
  const [from, to] = [cellsOf(column), cellsOf(target)];
  for (let k = 0; k < rows.length; k += 1) to[k] = from[rows[k]!]!;
  return target.type === 'text' ? { ...target, dictionary: (column as TextColumn).dictionary } : target;
}

/** The rows for which `keep` is not 0. The same frame when that is all of them. */
export function keepRows(table: Frame, keep: Uint8Array): Frame {
  const rows = rowsWhere(keep);
  return rows.length === table.rows ? table : takeRows(table, rows);
}

export function rowsWhere(keep: Uint8Array): Int32Array {
  let count = 0;
  for (let row = 0; row < keep.length; row += 1) if (keep[row] !== 0) count += 1;
  const rows = new Int32Array(count);
  for (let row = 0, k = 0; row < keep.length; row += 1) if (keep[row] !== 0) rows[k++] = row;
  return rows;
}

/**
 * Rows of two tables of one schema, woven: a pick of 0 or more is that row of `left`, a pick below 0 is row `~pick`
 * of `right`.
 */
export function weaveRows(schema: Schema, left: Frame, right: Frame, picks: Int32Array): Frame {
  const columns = Object.entries(schema).map(([name, type]) => {
    const [first, second] = shareDictionary(columnOf(left, name, type), columnOf(right, name, type));
    const target = blankColumn(type, picks.length);
    const [leftCells, rightCells, cells] = [cellsOf(first), cellsOf(second), cellsOf(target)];
    for (let k = 0; k < picks.length; k += 1) {
      const pick = picks[k]!;
      cells[k] = pick >= 0 ? leftCells[pick]! : rightCells[~pick]!;
    }
    const woven = target.type === 'text' ? { ...target, dictionary: (first as TextColumn).dictionary } : target;
    return [name, woven] as const;
  });
  return { rows: picks.length, columns: Object.fromEntries(columns) };
}

/** Tables under each other, with the columns of `schema`. */
export function concatRows(schema: Schema, tables: readonly Frame[]): Frame {
  if (tables.length === 1) return selectColumns(tables[0]!, schema);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const columns = Object.entries(schema).map(([name, type]) => {
    const parts = tables.map((table) => columnOf(table, name, type));
    return [name, type === 'text' ? concatText(parts as TextColumn[], rows) : concatCells(type, parts, rows)] as const;
  });
  return { rows, columns: Object.fromEntries(columns) };
}

function concatCells(type: ColumnType, parts: readonly Column[], rows: number): Column {
  const target = blankColumn(type, rows);
  let at = 0;
  for (const part of parts) {
    cellsOf(target).set(cellsOf(part), at);
    at += columnLength(part);
  }
  return target;
}

function concatText(parts: readonly TextColumn[], rows: number): TextColumn {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(rows);
  let at = 0;
  for (const part of parts) {
    const recoded = recode(part, codeOf);
    codes.set(recoded, at);
    at += recoded.length;
  }
  return { type: 'text', codes, dictionary: [...codeOf.keys()] };
}

/** Two columns of one type, with one dictionary when they are text. */
export function shareDictionary<C extends Column>(left: C, right: C): readonly [C, C] {
  if (left.type !== 'text' || right.type !== 'text') return [left, right];
  if (left.dictionary === right.dictionary) return [left, right];
  const codeOf = new Map<string, number>();
  const leftCodes = recode(left, codeOf);
  const rightCodes = recode(right, codeOf);
  const dictionary = [...codeOf.keys()];
  return [
    { ...left, codes: leftCodes, dictionary },
    { ...right, codes: rightCodes, dictionary },
  ];
}

function recode(column: TextColumn, codeOf: Map<string, number>): Int32Array {
  const map = Int32Array.from(column.dictionary, (cell) => codeOf.get(cell) ?? codeOf.set(cell, codeOf.size).size - 1);
  return column.codes.map((code) => (code === NO_TEXT ? NO_TEXT : map[code]!));
}

/** The cells of a column as numbers: codes of text, values of everything else. Writing changes the column. */
export function cellsOf(column: Column): Float64Array | Int32Array | Uint8Array {
  return column.type === 'text' ? column.codes : column.values;
}

/**
 * The order of rows by these columns, ascending; rows of equal keys keep their order. Text is compared by UTF-16
 * units, which for names of instruments is the order of their bytes.
 */
export function rowOrder(table: Frame, key: readonly string[]): Int32Array {
  const keys = key.map((name) => sortKeyOf(table, name));
  const order = Int32Array.from({ length: table.rows }, (_, row) => row);
  return isOrdered(keys, table.rows)
    ? order
    : order.sort((left, right) => compareRows(keys, left, right) || left - right);
}

/** The table in the order of these columns; the same frame when it already is. */
export function sortRows(table: Frame, key: readonly string[]): Frame {
  const keys = key.map((name) => sortKeyOf(table, name));
  return isOrdered(keys, table.rows) ? table : takeRows(table, rowOrder(table, key));
}

type SortKey = Float64Array | Int32Array | Uint8Array;

function sortKeyOf(table: Frame, name: string): SortKey {
  const column = table.columns[name];
  assert(column !== undefined, `frame has no column "${name}" to sort by`);
  return column.type === 'text' ? ranksOf(column) : column.values;
}

/** Codes that compare as their texts do. */
function ranksOf(column: TextColumn): Int32Array {
  const sorted = column.dictionary.map((_, code) => code).sort((left, right) => compareText(column, left, right));
  const rankOf = new Int32Array(column.dictionary.length);
  sorted.forEach((code, rank) => {
    rankOf[code] = rank;
  });
  return column.codes.map((code) => (code === NO_TEXT ? NO_TEXT : rankOf[code]!));
}

function compareText({ dictionary }: TextColumn, left: number, right: number): number {
  const [a, b] = [dictionary[left]!, dictionary[right]!];
  return a < b ? -1 : a > b ? 1 : 0;
}

function isOrdered(keys: readonly SortKey[], rows: number): boolean {
  for (let row = 1; row < rows; row += 1) if (compareRows(keys, row - 1, row) > 0) return false;
  return true;
}

function compareRows(keys: readonly SortKey[], left: number, right: number): number {
  for (const key of keys) {
    const difference = key[left]! - key[right]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Where each run of equal texts begins, and the end: run k is rows `offsets[k] .. offsets[k+1]-1`. */
export function runsOf(column: TextColumn): { readonly names: readonly string[]; readonly offsets: Int32Array } {
  const names: string[] = [];
  const offsets: number[] = [];
  const { codes, dictionary } = column;
  for (let row = 0; row < codes.length; row += 1) {
    if (row > 0 && codes[row] === codes[row - 1]) continue;
    names.push(dictionary[codes[row]!] ?? '');
    offsets.push(row);
  }
  return { names, offsets: Int32Array.from([...offsets, codes.length]) };
}

/** For each row of `left` the row of `right` with its instrument and session, or -1. */
export function matchRows(left: Frame, right: Frame): Int32Array {
  const keyOf = (table: Frame) => {
    const [instrument, session] = [text(table, 'instrument'), days(table, 'session')];
    return (row: number, codeOf: readonly number[]) => codeOf[instrument.codes[row]!]! * DAYS_SPAN + session[row]!;
  };
  const codes = new Map(text(right, 'instrument').dictionary.map((name, code) => [name, code]));
  const leftCodes = text(left, 'instrument').dictionary.map((name) => codes.get(name) ?? -1);
  const rightCodes = [...codes.values()];
  const [leftKey, rightKey] = [keyOf(left), keyOf(right)];
  const rowOf = new Map<number, number>();
  for (let row = 0; row < right.rows; row += 1) rowOf.set(rightKey(row, rightCodes), row);
  return Int32Array.from({ length: left.rows }, (_, row) => rowOf.get(leftKey(row, leftCodes)) ?? -1);
}

/** More days than any table spans. */
const DAYS_SPAN = 1_000_000;
