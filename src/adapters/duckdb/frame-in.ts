import { type DuckDBConnection, DuckDBTableFunction, INTEGER } from '@duckdb/node-api';
import type { DataChunk } from '@duckdb/node-bindings';
import duckdb from '@duckdb/node-bindings';
import { assert } from '../../core/errors.ts';
import type { Column, Frame, Schema } from '../../core/frame.ts';
import { type ColumnFeed, columnFeed } from './column-in.ts';
import { identifier } from './sql-text.ts';
import { VECTOR_ROWS } from './vector-memory.ts';

/** Frames as SQL tables, for the time of one piece of work. */
export type FrameLender = {
  /** `use` receives a SELECT that gives the frame's rows with the file types of `schema`. */
  lend<T>(source: FrameSource, use: (select: string) => Promise<T>): Promise<T>;
};

export type FrameSource = {
  readonly rows: Frame;
  readonly schema: Schema;
  /** Hand rows out in this order instead of their own. */
  readonly order: Uint32Array | null;
  /** Store doubles in 4 bytes. */
  readonly compact: boolean;
  /** Called when the last rows are about to be handed over: the reader is in the middle of its work. */
  readonly beforeLast?: () => void;
};

/**
 * Registers the one table function of an instance. A registered function lives as long as its instance and keeps what
 * it refers to, so frames come and go through numbered slots instead.
 */
export function frameLender(connection: DuckDBConnection): FrameLender {
  const slots = new Map<number, FrameSource>();
  let slotLast = 0;
  connection.registerTableFunction(frameFunction(slots));
  return {
    async lend(source, use) {
      slotLast += 1;
      const slot = slotLast;
      slots.set(slot, source);
      try {
        return await use(selectOf(source, slot));
      } finally {
        slots.delete(slot);
      }
    },
  };
}

type Scan = { readonly source: FrameSource; readonly feeds: readonly ColumnFeed[]; at: number };

function frameFunction(slots: ReadonlyMap<number, FrameSource>): DuckDBTableFunction {
  return DuckDBTableFunction.create({
    name: 'tapeline_frame',
    parameterTypes: [INTEGER],
    bindFunction(info) {
      const source = slots.get(Number(info.getParameter(0)));
      assert(source !== undefined, 'a frame is read only while it is lent');
      const feeds = Object.keys(source.schema).map((name) => feedOf(source, name));
      for (const feed of feeds) info.addResultColumn(feed.name, feed.sqlType);
      info.setCardinality(source.rows.rows, true);
      info.setBindData({ source, feeds, at: 0 } satisfies Scan);
    },
    initFunction(info) {
      const { source, feeds } = info.bindData as Scan;
      info.setMaxThreads(1);
      info.setInitData({ source, feeds, at: 0 } satisfies Scan);
    },
    mainFunction(info, output) {
      const scan = info.initData as Scan;
      const count = Math.min(VECTOR_ROWS, scan.source.rows.rows - scan.at);
      if (count > 0 && scan.at + count === scan.source.rows.rows) scan.source.beforeLast?.();
      output.rowCount = count;
      if (count > 0) handOver(scan, output.chunk, count);
      scan.at += count;
    },
  });
}

function handOver(scan: Scan, chunk: DataChunk, count: number): void {
  scan.feeds.forEach((feed, index) => {
    feed.fill(duckdb.data_chunk_get_vector(chunk, index), scan.at, count);
  });
}

function feedOf(source: FrameSource, name: string): ColumnFeed {
  const column = source.rows.columns[name];
  assert(column !== undefined, `a lent frame has the column "${name}"`);
  return columnFeed(name, column, source.order);
}

function selectOf(source: FrameSource, slot: number): string {
  const cells = Object.entries(source.schema).map(([name, type]) => {
    const from = identifier(name);
    const cell = FILE_EXPRESSION[type](from);
    return `${source.compact && type === 'double' ? `${cell}::FLOAT` : cell} AS ${from}`;
  });
  return `SELECT ${cells.join(', ')} FROM tapeline_frame(${slot})`;
}

/** From what the table function gives to what the file holds. */
const FILE_EXPRESSION: Readonly<Record<Column['type'], (from: string) => string>> = {
  double: (from) => from,
  int: (from) => from,
  day: (from) => from,
  instant: (from) => `make_timestamptz(${from}::BIGINT * 1000)`,
  flag: (from) => from,
  text: (from) => `${from}::VARCHAR`,
};
