import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { assert } from '../../core/errors.ts';
import { type Column, type Frame, frame, type Schema } from '../../core/frame.ts';
import { type ColumnSink, columnSink } from './column-out.ts';
import { sortOrder, takeCells } from './frame-sort.ts';
import { identifier } from './sql-text.ts';
import { requireWhole } from './whole-result.ts';

export type FrameQuery = {
  readonly columns: Schema;
  /** What follows `SELECT …`: FROM and WHERE. */
  readonly from: string;
  /** As exact as can be had for nothing: too much is held until the end, too little is copied as it grows. */
  readonly rowsExpected: number;
  readonly orderBy: readonly string[];
};

/** Streams a query into columns, then sorts them. Holds one copy of the data, one chunk, and while sorting one column more. */
export async function readFrame(connection: DuckDBConnection, query: FrameQuery): Promise<Frame> {
  const sinks = new Map(
    Object.entries(query.columns).map(([name, type]) => [name, columnSink(type, query.rowsExpected)]),
  );
  const cells = Array.from(sinks, ([name, sink]) => sink.expression(identifier(name)));
  const sql = `SELECT ${cells.join(', ')} ${query.from}`;
  const result = await connection.stream(sql);
  let coming = result.fetchChunk();
  for (;;) {
    const chunk = await coming;
    const count = chunk?.rowCount ?? 0;
    if (chunk === null || count === 0) break;
    // The next chunk is decoded while this one is copied.
    coming = result.fetchChunk();
    takeChunk([...sinks.values()], chunk, count);
  }
  await requireWhole(connection, result, sql);
  return sorted(sinks, query.orderBy);
}

export function takeChunk(sinks: readonly ColumnSink[], chunk: DuckDBDataChunk, count: number): void {
  sinks.forEach((sink, index) => {
    sink.take(duckdb.data_chunk_get_vector(chunk.chunk, index), count);
  });
  // Used once more, so that the garbage collector cannot free the vectors while they are read.
  assert(chunk.rowCount === count, 'a chunk stays until its vectors were read');
}

/** Finishes column by column, so that unsorted and sorted cells are never there twice for all of them. */
function sorted(sinks: ReadonlyMap<string, ColumnSink>, orderBy: readonly string[]): Frame {
  const keys = new Map<string, Column>(orderBy.map((name) => [name, sinks.get(name)!.finish()]));
  const order = sortOrder(frame(Object.fromEntries(keys)), orderBy);
  const columns = Array.from(sinks, ([name, sink]) => {
    const column = keys.get(name) ?? sink.finish();
    keys.delete(name);
    return [name, order === null ? column : takeCells(column, order)] as const;
  });
  return frame(Object.fromEntries(columns));
}
