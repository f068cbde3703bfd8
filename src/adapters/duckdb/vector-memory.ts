import duckdb, { type Vector } from '@duckdb/node-bindings';
import { assert } from '../../core/errors.ts';
import type { Cells } from './column-cells.ts';

/**
 * The only place that touches the memory of a DuckDB vector. Copying into one is an unchecked memcpy: a wrong width
 * corrupts the heap and shows seconds later, somewhere else. So widths and lengths are checked here, each time.
 */

export const VECTOR_ROWS = duckdb.vector_size();

type CellsIn = {
  readonly vector: Vector;
  /** Null when only the missing rows are left to be said. */
  readonly cells: Cells | null;
  readonly count: number;
  /** One bit per row; null when every row is there. */
  readonly valid: Uint8Array | null;
};

export function putCells({ vector, cells, count, valid }: CellsIn): void {
  assert(count <= VECTOR_ROWS, 'rows fit into one vector');
  if (cells !== null) {
    const bytes = cells.BYTES_PER_ELEMENT;
    assert(bytes === vectorBytes(vector) && count <= cells.length, 'cells have the width of their vector');
    duckdb.copy_data_to_vector(vector, 0, cells.buffer as ArrayBuffer, cells.byteOffset, count * bytes);
  }
  if (valid === null) return;
  assert(valid.length === VECTOR_ROWS / 8, 'validity covers one vector');
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, valid.buffer as ArrayBuffer, valid.byteOffset, valid.length);
}

/** A copy of the first `count` cells. */
export function takeCells(vector: Vector, count: number, bytesPerCell: number): Uint8Array {
  assert(count <= VECTOR_ROWS && bytesPerCell === vectorBytes(vector), 'cells are read at their width');
  return duckdb.vector_get_data(vector, count * bytesPerCell);
}

/** One bit per row, 1 = there; null when every row is. */
export function takeValidity(vector: Vector, count: number): Uint8Array | null {
  return duckdb.vector_get_validity(vector, Math.ceil(count / 64) * 8);
}

function vectorBytes(vector: Vector): number {
  const type = duckdb.vector_get_column_type(vector);
  const id = duckdb.get_type_id(type);
  const bytes = BYTES_OF_TYPE.get(id === duckdb.Type.ENUM ? duckdb.enum_internal_type(type) : id);
  assert(bytes !== undefined, `a vector of type ${id} has a known width`);
  return bytes;
}

const BYTES_OF_TYPE: ReadonlyMap<number, number> = new Map([
  [duckdb.Type.BOOLEAN, 1],
  [duckdb.Type.UTINYINT, 1],
  [duckdb.Type.USMALLINT, 2],
  [duckdb.Type.UINTEGER, 4],
  [duckdb.Type.INTEGER, 4],
  [duckdb.Type.DATE, 4],
  [duckdb.Type.DOUBLE, 8],
  [duckdb.Type.VARCHAR, 16],
]);
