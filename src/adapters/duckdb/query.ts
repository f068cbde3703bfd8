import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import { isTapelineError, TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { QueryResult } from '../../core/query-result.ts';
import type { LakeSql } from '../../data/stored/lake.ts';
import { type EngineOptions, engineSettings } from './engine.ts';
import { presentFiles } from './file-shapes.ts';
import { jsonCell } from './json-cell.ts';
import { newSpillFolder } from './lake-paths.ts';
import { messageOf, outOfMemory } from './refused.ts';
import { exactPath, identifier, textList } from './sql-text.ts';
import { viewSql } from './view-sql.ts';
import { isBrokenOff } from './whole-result.ts';

export type QueryContext = { readonly folder: string; readonly options: EngineOptions };

/**
 * Runs a stranger's SQL on a DuckDB of its own, which can open the listed files and nothing else: no other file, no
 * network, no extension, no way to change that.
 *
 * @throws usage.invalid, usage.unknown_name
 */
export async function runQuery({ folder, options }: QueryContext, request: LakeSql): Promise<QueryResult> {
  request.signal?.throwIfAborted();
  const settings = engineSettings({ ...options, spillFolder: newSpillFolder(folder) });
  const instance = await DuckDBInstance.create(':memory:', settings);
  const connection = await instance.connect();
  using _interrupts = interruptOnAbort(connection, request.signal);
  try {
    await lockIn(connection, filePaths(folder, request));
    const statement = await prepareWithViews(connection, folder, request);
    return await readResult(statement, request);
  } catch (error) {
    request.signal?.throwIfAborted();
    throw refused(error, request);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const INTERRUPT_AGAIN_MS = 50;

/** An interrupt that comes before its statement has begun is lost, so it is repeated until the work has ended. */
function interruptOnAbort(connection: DuckDBConnection, signal: AbortSignal | undefined): Disposable {
  let repeating: NodeJS.Timeout | undefined;
  const begin = (): void => {
    connection.interrupt();
    repeating = setInterval(() => connection.interrupt(), INTERRUPT_AGAIN_MS);
  };
  if (signal?.aborted) begin();
  signal?.addEventListener('abort', begin);
  return {
    [Symbol.dispose]() {
      signal?.removeEventListener('abort', begin);
      clearInterval(repeating);
    },
  };
}

function filePaths(folder: string, { views }: LakeSql): readonly string[] {
  return Object.values(views).flatMap((files) => files.map((file) => join(folder, file.path)));
}

/** In this order: once external access is off, nothing more can be allowed. */
async function lockIn(connection: DuckDBConnection, paths: readonly string[]): Promise<void> {
  await connection.run("SET TimeZone = 'UTC'");
  // Both what is written in the statement and what it stands for have to be allowed.
  await connection.run(`SET allowed_paths = ${textList([...new Set([...paths, ...paths.map(exactPath)])])}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** Making a view reads the footers of all its files, so only the views that the statement asks for are made. */
async function prepareWithViews(
  connection: DuckDBConnection,
  folder: string,
  request: LakeSql,
): Promise<DuckDBPreparedStatement> {
  const { views, empty = {} } = request;
  const waiting = new Set([...Object.keys(views).filter((name) => views[name]!.length > 0), ...Object.keys(empty)]);
  const make = async (name: string): Promise<void> => {
    const sql = viewSql(await presentFiles(folder, views[name] ?? []), empty[name])!;
    waiting.delete(name);
    await connection.run(`CREATE VIEW ${identifier(name)} AS ${sql}`);
  };
  if (LISTS_TABLES.test(request.sql)) for (const name of [...waiting]) await make(name);
  for (;;) {
    try {
      return await prepareOne(connection, request.sql);
    } catch (error) {
      const missing = unknownTable(error)?.toLowerCase();
      const name = [...waiting].find((known) => known.toLowerCase() === missing);
      if (name === undefined) throw error;
      await make(name);
    }
  }
}

const LISTS_TABLES = /\b(show|describe|information_schema|duckdb_(views|tables|columns)|pg_catalog|sqlite_master)\b/i;

async function prepareOne(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  if (sql.replace(/--.*$/gm, '').trim() === '') throw notOneSelect(sql);
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw notOneSelect(sql);
  const statement = await statements.prepare(0);
  const isReading =
    statement.statementType === StatementType.SELECT || statement.statementType === StatementType.EXPLAIN;
  if (!isReading) throw notOneSelect(sql);
  return statement;
}

function unknownTable(error: unknown): string | null {
  return /^Catalog Error: Table with name (.+) does not exist!/.exec(messageOf(error))?.[1] ?? null;
}

async function readResult(statement: DuckDBPreparedStatement, { rowsMax, signal }: LakeSql): Promise<QueryResult> {
  const result = await statement.stream();
  const types = result.columnTypes();
  const columns = result.columnNames().map((name, index) => ({ name, type: String(types[index]) }));
  const rows: QueryResult['rows'][number][] = [];
  while (rows.length <= rowsMax) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    for (const row of chunk.getRows()) rows.push(row.map((value, index) => jsonCell(value, types[index]!)));
  }
  if (isBrokenOff(result)) {
    signal?.throwIfAborted();
    await statement.run(); // Only so does it say why, after as few rows as before.
    throw new Error('the query broke off before its last row');
  }
  return { columns, rows: rows.slice(0, rowsMax), isCut: rows.length > rowsMax };
}

const SQL_SHOWN_MAX = 200;

function refused(error: unknown, { sql, views, empty = {} }: LakeSql): unknown {
  if (isTapelineError(error)) return error;
  const known = [...new Set([...Object.keys(views), ...Object.keys(empty)])].sort();
  const table = unknownTable(error);
  if (table !== null && Object.hasOwn(views, table)) return noRowsNow(table);
  if (table !== null) {
    const facts = { kind: 'asset', name: table, nearest: nearestName(table, known), known };
    return new TapelineError('usage.unknown_name', { facts, cause: error });
  }
  const text = messageOf(error).replace(/^Failed to extract statements: /, '');
  if (text.startsWith('Out of Memory Error')) return outOfMemory('run the query on', 'the lake', text, error);
  const sentence = text.split('\n\nLINE ', 1)[0]!.replaceAll('\n', ' ').trim();
  const wayOut = `Correct the statement. Known assets: ${known.join(', ') || 'none yet'}.`;
  const facts = { what: `The query cannot run (${sentence})`, got: sql.slice(0, SQL_SHOWN_MAX), wayOut };
  return new TapelineError('usage.invalid', { facts, cause: error });
}

/** A dataset without files has no columns either. */
function noRowsNow(table: string): TapelineError {
  const wayOut = 'Ask again when a run has written some.';
  return new TapelineError('usage.invalid', { facts: { what: 'The dataset holds no rows now', got: table, wayOut } });
}

function notOneSelect(sql: string): TapelineError {
  const what = 'A query is exactly one SELECT (or WITH … SELECT) statement';
  const wayOut = 'The lake is changed by jobs only; read catalog.duckdb for anything more.';
  return new TapelineError('usage.invalid', { facts: { what, got: sql.slice(0, SQL_SHOWN_MAX), wayOut } });
}
