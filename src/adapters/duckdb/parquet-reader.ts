import { access, constants, stat } from 'node:fs/promises';
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { isTapelineError } from '../../core/errors.ts';
import { type Frame, frame } from '../../core/frame.ts';
import { ioFailed } from '../files/atomic-write.ts';
import type { ParquetReader } from '../files/parquet-source.ts';
import { type ColumnSink, columnSink } from './column-out.ts';
import { engineSettings } from './engine.ts';
import { readingOf } from './foreign-columns.ts';
import { takeChunk } from './frame-out.ts';
import { messageOf, outOfMemory } from './refused.ts';
import { strangersFile } from './sql-text.ts';
import { VECTOR_ROWS } from './vector-memory.ts';
import { requireWhole } from './whole-result.ts';

export type ParquetReaderOptions = {
  readonly memoryLimitMb?: number;
  /** Rows handed on at a time. */
  readonly pieceRows?: number;
};

/** About as much text as the pages of a CSV file, once its rows are spelled out. */
const PIECE_ROWS = 65_536;
const MEMORY_LIMIT_MB = 512;

/**
 * Reads Parquet files that others wrote, in the order of their rows and in pieces, so that the size of a file does not
 * matter. DuckDB starts with the first file and ends with the reader.
 */
export function createParquetReader(options: ParquetReaderOptions = {}): ParquetReader & AsyncDisposable {
  const { memoryLimitMb = MEMORY_LIMIT_MB, pieceRows = PIECE_ROWS } = options;
  let starting: Promise<DuckDBInstance> | null = null;
  const open = async (path: string, signal: AbortSignal): Promise<OpenFile> => {
    signal.throwIfAborted();
    await requireFile(path);
    // A scan hands its rows on, so there is nothing that would have to be spilled.
    starting ??= DuckDBInstance.create(':memory:', engineSettings({ threads: 1, memoryLimitMb, spillFolder: '' }));
    return openFile(await (await starting).connect(), path, signal);
  };
  return {
    columns: async (path, signal) => {
      using file = await open(path, signal);
      return [...(await typesIn(file)).keys()];
    },
    read: async function* (path, columns, signal) {
      using file = await open(path, signal);
      yield* piecesOf(file, columns, Math.max(pieceRows, VECTOR_ROWS));
    },
    async [Symbol.asyncDispose]() {
      (await starting)?.closeSync();
      starting = null;
    },
  };
}

type OpenFile = Disposable & {
  readonly connection: DuckDBConnection;
  readonly path: string;
  readonly signal: AbortSignal;
};

function openFile(connection: DuckDBConnection, path: string, signal: AbortSignal): OpenFile {
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  return {
    connection,
    path,
    signal,
    [Symbol.dispose]() {
      signal.removeEventListener('abort', interrupt);
      connection.closeSync();
    },
  };
}

/** What is missing is told by the system's own code. */
async function requireFile(path: string): Promise<void> {
  const found = await stat(path);
  if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  if (!found.isFile()) throw new Error('something that is neither a file nor a folder');
  await access(path, constants.R_OK);
}

async function typesIn({ connection, path, signal }: OpenFile): Promise<ReadonlyMap<string, string>> {
  signal.throwIfAborted();
  try {
    const found = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${strangersFile(path)}`);
    return new Map((found.getRows() as [string, string][]).map(([name, type]) => [name, type]));
  } catch (error) {
    signal.throwIfAborted();
    throw readFailed(path, error);
  }
}

/** Every piece has columns and dictionaries of its own. A file without rows is one piece without rows. */
async function* piecesOf(file: OpenFile, columns: readonly string[], pieceRows: number): AsyncGenerator<Frame> {
  const types = await typesIn(file);
  const wanted = columns.map((name) => ({ name, ...readingOf(name, types.get(name)) }));
  const newSinks = (): ColumnSink[] => wanted.map(({ type }) => columnSink(type, pieceRows));
  let sinks = newSinks();
  const cells = sinks.map((sink, index) => sink.expression(wanted[index]!.from));
  const sql = `SELECT ${cells.join(', ')} FROM ${strangersFile(file.path)}`;
  let [rows, pieces] = [0, 0];
  const piece = (): Frame => {
    const filled = sinks;
    [sinks, rows, pieces] = [newSinks(), 0, pieces + 1];
    return frame(Object.fromEntries(filled.map((sink, index) => [columns[index]!, sink.finish()])));
  };
  for await (const chunk of chunksOf(file, sql)) {
    takeChunk(sinks, chunk, chunk.rowCount);
    rows += chunk.rowCount;
    if (rows + VECTOR_ROWS > pieceRows) yield piece();
  }
  if (rows > 0 || pieces === 0) yield piece();
}

async function* chunksOf({ connection, path, signal }: OpenFile, sql: string): AsyncGenerator<DuckDBDataChunk> {
  try {
    const result = await connection.stream(sql);
    for (;;) {
      signal.throwIfAborted();
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      yield chunk;
    }
    signal.throwIfAborted();
    await requireWhole(connection, result, sql);
  } catch (error) {
    signal.throwIfAborted();
    throw readFailed(path, error);
  }
}

/** The disk and the memory are no fault of the file. What is, stays as DuckDB says it. */
function readFailed(path: string, error: unknown): unknown {
  const text = messageOf(error);
  if (isTapelineError(error)) return error;
  if (text.startsWith('Out of Memory Error')) return outOfMemory('read', path, text, error);
  return text.startsWith('IO Error') ? ioFailed('read', path, error) : error;
}
