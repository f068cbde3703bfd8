import type { Vector } from '@duckdb/node-bindings';
import { type Column, type ColumnType, NO_FLAG, NO_INT } from '../../core/frame.ts';
import { wordReader } from './text-out.ts';
import { takeCells, takeValidity, VECTOR_ROWS } from './vector-memory.ts';

/** Collects one column of a result, vector by vector. */
export type ColumnSink = {
  /** The SQL expression whose vectors it takes. */
  readonly expression: (from: string) => string;
  take(vector: Vector, count: number): void;
  /** The column. The sink lets go of it, so it can be asked once. */
  finish(): Column;
};

/** Room for `rowsExpected` rows to start with; when more come it doubles. */
export function columnSink(type: ColumnType, rowsExpected: number): ColumnSink {
  const rows = Math.max(VECTOR_ROWS, rowsExpected);
  switch (type) {
    case 'double':
      return sinkOf(
        rows,
        DOUBLES,
        (from) => `${from}::DOUBLE`,
        (values) => ({ type, values }),
      );
    case 'instant':
      return sinkOf(
        rows,
        DOUBLES,
        (from) => `epoch_ms(${from})::DOUBLE`,
        (values) => ({ type, values }),
      );
    case 'int':
      return sinkOf(
        rows,
        INTS,
        (from) => `${from}::INTEGER`,
        (values) => ({ type, values }),
      );
    case 'day':
      return sinkOf(
        rows,
        INTS,
        (from) => `${from}::DATE`,
        (values) => ({ type, values }),
      );
    case 'flag':
      return sinkOf(
        rows,
        FLAGS,
        (from) => `${from}::BOOLEAN`,
        (values) => ({ type, values }),
      );
    case 'text':
      return textSink(rows);
  }
}

type Values = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

type Cells<T extends Values> = {
  readonly bytes: number;
  readonly missing: number;
  readonly view: (buffer: ArrayBuffer, offset?: number, length?: number) => T;
};

const DOUBLES: Cells<Float64Array<ArrayBuffer>> = {
  bytes: 8,
  missing: Number.NaN,
  view: (buffer, offset, length) => new Float64Array(buffer, offset, length),
};
const INTS: Cells<Int32Array<ArrayBuffer>> = {
  bytes: 4,
  missing: NO_INT,
  view: (buffer, offset, length) => new Int32Array(buffer, offset, length),
};
const FLAGS: Cells<Uint8Array<ArrayBuffer>> = {
  bytes: 1,
  missing: NO_FLAG,
  view: (buffer, offset, length) => new Uint8Array(buffer, offset, length),
};

function sinkOf<T extends Values>(
  rows: number,
  cells: Cells<T>,
  expression: ColumnSink['expression'],
  columnOf: (values: T) => Column,
): ColumnSink {
  let values = cells.view(new ArrayBuffer(rows * cells.bytes));
  let at = 0;
  return {
    expression,
    take(vector, count) {
      if (at + count > values.length) values = cells.view(grown(values, count));
      const taken = takeCells(vector, count, cells.bytes);
      values.set(cells.view(taken.buffer as ArrayBuffer, taken.byteOffset, count), at);
      const valid = takeValidity(vector, count);
      if (valid !== null) markMissing(values, at, valid, count, cells.missing);
      at += count;
    },
    finish() {
      const whole = values.length === at ? values : cells.view(values.buffer.transfer(at * cells.bytes));
      values = cells.view(new ArrayBuffer(0));
      return columnOf(whole);
    },
  };
}

function textSink(rows: number): ColumnSink {
  let codes = new Int32Array(rows);
  let at = 0;
  const reader = wordReader();
  return {
    expression: (from) => `${from}::VARCHAR`,
    take(vector, count) {
      if (at + count > codes.length) codes = new Int32Array(grown(codes, count));
      reader.read(takeCells(vector, count, 16), takeValidity(vector, count), codes.subarray(at, at + count));
      at += count;
    },
    finish() {
      const whole = codes.length === at ? codes : new Int32Array(codes.buffer.transfer(at * 4));
      codes = new Int32Array(0);
      return { type: 'text', codes: whole, dictionary: reader.dictionary() };
    },
  };
}

/** The same bytes with at least twice the room. */
function grown(values: Values, count: number): ArrayBuffer {
  return values.buffer.transfer(Math.max(values.length * 2, values.length + count) * values.BYTES_PER_ELEMENT);
}

function markMissing(values: Values, at: number, valid: Uint8Array, count: number, missing: number): void {
  for (let row = 0; row < count; row += 1) {
    if ((valid[row >> 3]! & (1 << (row & 7))) === 0) values[at + row] = missing;
  }
}
