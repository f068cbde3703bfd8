import { assert } from '../../core/errors.ts';
import { type Column, type Frame, NO_FLAG, NO_INT, NO_TEXT } from '../../core/frame.ts';
import { usedWords } from './text-codes.ts';

/** What sorting by some columns means for a frame. */
export type Sorting = {
  /** Row numbers in sorted order; null when the rows already stand so. Ties keep their order. */
  readonly order: Uint32Array | null;
  /** The first two rows, in sorted order, that are equal in every key; null when all differ. */
  readonly tie: readonly [number, number] | null;
};

/**
 * A stable radix sort by whole columns: linear in the rows, and all it holds beside the keys is two numbers per row.
 * Text by UTF-8 bytes, missing cells last.
 */
export function sortOrder(rows: Frame, keys: readonly string[]): Uint32Array | null {
  const words = keyWords(rows, keys);
  return compareNeighbours(words, rows.rows, null).isAscending ? null : radixOrder(words, rows.rows);
}

/** The same, and whether the keys tell all rows apart. */
export function sortUnique(rows: Frame, keys: readonly string[]): Sorting {
  const words = keyWords(rows, keys);
  const standing = compareNeighbours(words, rows.rows, null);
  if (standing.isAscending) return { order: null, tie: standing.tie };
  const order = radixOrder(words, rows.rows);
  return { order, tie: compareNeighbours(words, rows.rows, order).tie };
}

/** The same rows in another order. */
export function takeRows(rows: Frame, order: Uint32Array): Frame {
  const columns = Object.entries(rows.columns).map(([name, column]) => [name, takeCells(column, order)] as const);
  return { rows: order.length, columns: Object.fromEntries(columns) };
}

/** The same cells in another order. */
export function takeCells(column: Column, order: Uint32Array): Column {
  switch (column.type) {
    case 'double':
    case 'instant':
      return { ...column, values: pick(column.values, order, new Float64Array(order.length)) };
    case 'int':
    case 'day':
      return { ...column, values: pick(column.values, order, new Int32Array(order.length)) };
    case 'flag':
      return { ...column, values: pick(column.values, order, new Uint8Array(order.length)) };
    case 'text':
      return { ...column, codes: pick(column.codes, order, new Int32Array(order.length)) };
  }
}

function pick<T extends Float64Array | Int32Array | Uint8Array>(from: T, order: Uint32Array, to: T): T {
  for (let row = 0; row < order.length; row += 1) to[row] = from[order[row]!]!;
  return to;
}

type Neighbours = { readonly isAscending: boolean; readonly tie: readonly [number, number] | null };

/** Walks the keys word by word, remembering which rows still equal the row before them. */
function compareNeighbours(keys: readonly Uint32Array[], rows: number, order: Uint32Array | null): Neighbours {
  if (keys.length === 0) return { isAscending: true, tie: null };
  const isTied = new Uint8Array(rows).fill(1, 1);
  for (const words of keys) {
    if (!keepTies(words, order, isTied)) return { isAscending: false, tie: null };
  }
  const at = isTied.indexOf(1);
  if (at === -1) return { isAscending: true, tie: null };
  return { isAscending: true, tie: order === null ? [at - 1, at] : [order[at - 1]!, order[at]!] };
}

/** False when a row tied so far is smaller than the one before it. */
function keepTies(words: Uint32Array, order: Uint32Array | null, isTied: Uint8Array): boolean {
  for (let row = 1; row < isTied.length; row += 1) {
    if (isTied[row] === 0) continue;
    const before = words[order === null ? row - 1 : order[row - 1]!]!;
    const here = words[order === null ? row : order[row]!]!;
    if (here < before) return false;
    if (here > before) isTied[row] = 0;
  }
  return true;
}

const DIGITS = 65_536;

/** Least significant word first, two 16-bit digits per word; each pass is stable. */
function radixOrder(keys: readonly Uint32Array[], rows: number): Uint32Array {
  let order = new Uint32Array(rows);
  for (let row = 0; row < rows; row += 1) order[row] = row;
  let spare = new Uint32Array(rows);
  for (const words of keys.toReversed()) {
    for (const shift of [0, 16]) {
      if (distribute(words, shift, order, spare)) [order, spare] = [spare, order];
    }
  }
  return order;
}

/** One counting pass; false, without doing anything, when all rows have the same digit. */
function distribute(words: Uint32Array, shift: number, order: Uint32Array, target: Uint32Array): boolean {
  const starts = new Uint32Array(DIGITS + 1);
  for (let row = 0; row < words.length; row += 1) starts[((words[row]! >>> shift) & 0xffff) + 1]! += 1;
  if (words.length === 0 || starts[((words[0]! >>> shift) & 0xffff) + 1] === words.length) return false;
  for (let digit = 1; digit <= DIGITS; digit += 1) starts[digit]! += starts[digit - 1]!;
  for (let at = 0; at < order.length; at += 1) {
    const row = order[at]!;
    const digit = (words[row]! >>> shift) & 0xffff;
    target[starts[digit]!] = row;
    starts[digit]! += 1;
  }
  return true;
}

const LAST = 0xffff_ffff;

function keyWords(rows: Frame, keys: readonly string[]): readonly Uint32Array[] {
  return keys.flatMap((name) => {
    const column = rows.columns[name];
    assert(column !== undefined, `sorted by a column that is there: "${name}"`);
    return wordsOf(column);
  });
}

/** Cells as unsigned words whose order is the order of the cells; the most significant word first. Missing is last. */
function wordsOf(column: Column): readonly Uint32Array[] {
  switch (column.type) {
    case 'double':
    case 'instant':
      return wordsOfDoubles(column.values);
    case 'int':
    case 'day':
      return [wordsOfInts(column.values)];
    case 'flag':
      return [wordsOfFlags(column.values)];
    case 'text':
      return [wordsOfCodes(column.codes, usedWords(column).rankOfCode)];
  }
}

function wordsOfInts(values: Int32Array): Uint32Array {
  const words = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    words[row] = value === NO_INT ? LAST : (value ^ 0x8000_0000) - 1;
  }
  return words;
}

function wordsOfFlags(values: Uint8Array): Uint32Array {
  const words = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row += 1) words[row] = values[row] === NO_FLAG ? LAST : values[row]!;
  return words;
}

function wordsOfCodes(codes: Int32Array, rankOfCode: Int32Array): Uint32Array {
  const words = new Uint32Array(codes.length);
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row]!;
    words[row] = code === NO_TEXT ? LAST : rankOfCode[code]!;
  }
  return words;
}

/** IEEE 754 bits order like the numbers once negative ones are inverted and the sign bit of the others is set. */
function wordsOfDoubles(values: Float64Array): readonly Uint32Array[] {
  const cell = new Float64Array(1);
  const bits = new Uint32Array(cell.buffer);
  const high = new Uint32Array(values.length);
  const low = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]! + 0;
    cell[0] = value;
    const isNegative = value < 0;
    high[row] = Number.isNaN(value) ? LAST : isNegative ? ~bits[1]! : bits[1]! | 0x8000_0000;
    low[row] = Number.isNaN(value) ? LAST : isNegative ? ~bits[0]! : bits[0]!;
  }
  return [high, low];
}
