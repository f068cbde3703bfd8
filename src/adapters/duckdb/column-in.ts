import { BOOLEAN, DATE, DOUBLE, type DuckDBType, ENUM, INTEGER, VARCHAR } from '@duckdb/node-api';
import duckdb, { type Vector } from '@duckdb/node-bindings';
import { type Column, type TextColumn, textAt } from '../../core/frame.ts';
import { type Cells, copyDoubles, copyFlags, copyInts, copyRanks } from './column-cells.ts';
import { usedWords } from './text-codes.ts';
import { putCells, VECTOR_ROWS } from './vector-memory.ts';

/** One column on its way into the database: its type there, and how `count` rows from `start` get into a vector. */
export type ColumnFeed = {
  readonly name: string;
  readonly sqlType: DuckDBType;
  fill(vector: Vector, start: number, count: number): void;
};

type Order = Uint32Array | null;

/** Rows in `order`, or as they stand. The cells must have been checked: codes within the dictionary, flags 0, 1 or missing. */
export function columnFeed(name: string, column: Column, order: Order): ColumnFeed {
  const valid = new Uint8Array(VECTOR_ROWS / 8);
  switch (column.type) {
    case 'double':
    case 'instant': {
      const cells = new Float64Array(VECTOR_ROWS);
      const copy: CopyRows = (range) => copyDoubles({ from: column.values, order, to: cells, valid, ...range });
      return cellFeed({ name, sqlType: DOUBLE, cells, valid, copy });
    }
    case 'int':
    case 'day': {
      const cells = new Int32Array(VECTOR_ROWS);
      const copy: CopyRows = (range) => copyInts({ from: column.values, order, to: cells, valid, ...range });
      return cellFeed({ name, sqlType: column.type === 'int' ? INTEGER : DATE, cells, valid, copy });
    }
    case 'flag': {
      const cells = new Uint8Array(VECTOR_ROWS);
      const copy: CopyRows = (range) => copyFlags({ from: column.values, order, to: cells, valid, ...range });
      return cellFeed({ name, sqlType: BOOLEAN, cells, valid, copy });
    }
    case 'text':
      return textFeed(name, column, order, valid);
  }
}

type RowRange = { readonly start: number; readonly count: number };
type CopyRows = (range: RowRange) => number;
type CellFeed = {
  readonly name: string;
  readonly sqlType: DuckDBType;
  readonly cells: Cells;
  readonly valid: Uint8Array;
  /** Fills `cells` and `valid`; returns how many rows are missing. */
  readonly copy: CopyRows;
};

function cellFeed({ name, sqlType, cells, valid, copy }: CellFeed): ColumnFeed {
  return {
    name,
    sqlType,
    fill(vector, start, count) {
      const missing = copy({ start, count });
      putCells({ vector, cells, count, valid: missing === 0 ? null : valid });
    },
  };
}

/**
 * Text travels as an ENUM made for the occasion: 1 to 4 bytes per row instead of a string call. Words with a NUL
 * cannot be ENUM members and go one by one.
 */
function textFeed(name: string, column: TextColumn, order: Order, valid: Uint8Array): ColumnFeed {
  const { words, rankOfCode } = usedWords(column);
  if (words.some((word) => word.includes('\0'))) return stringFeed(name, column, order, valid);
  const sqlType = ENUM(words.length === 0 ? [''] : words);
  const cells = enumCells(sqlType);
  const copy: CopyRows = (range) => copyRanks({ from: column.codes, rankOfCode, order, to: cells, valid, ...range });
  return cellFeed({ name, sqlType, cells, valid, copy });
}

function enumCells(type: DuckDBType): Uint8Array | Uint16Array | Uint32Array {
  const width = duckdb.enum_internal_type(type.toLogicalType().logical_type);
  if (width === duckdb.Type.UTINYINT) return new Uint8Array(VECTOR_ROWS);
  if (width === duckdb.Type.USMALLINT) return new Uint16Array(VECTOR_ROWS);
  return new Uint32Array(VECTOR_ROWS);
}

function stringFeed(name: string, column: TextColumn, order: Order, valid: Uint8Array): ColumnFeed {
  return {
    name,
    sqlType: VARCHAR,
    fill(vector, start, count) {
      valid.fill(0xff);
      for (let row = 0; row < count; row += 1) {
        const word = textAt(column, order === null ? start + row : order[start + row]!);
        if (word === null) valid[row >> 3]! &= ~(1 << (row & 7));
        else duckdb.vector_assign_string_element_len(vector, row, Buffer.from(word));
      }
      putCells({ vector, cells: null, count, valid });
    },
  };
}
