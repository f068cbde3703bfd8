import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnType, Schema } from '../../core/frame.ts';
import type { LakeFile } from '../../core/snapshot.ts';
import { dataInvalid, firstLine, messageOf } from './refused.ts';
import { exactFiles } from './sql-text.ts';

/** What a Parquet footer says: rows, and the type of each column. */
export type FileShape = { readonly rows: number; readonly types: ReadonlyMap<string, string> };

/** Footers already read. Lake files never change, so a path is read once per process. */
export type FileShapes = Map<string, FileShape>;

const SHAPES_MAX = 50_000;
const MAKE_AGAIN = 'Run the step that makes it again, or restore the file from a backup.';

/**
 * Absolute paths of files that are there, whole, and have these columns.
 *
 * @throws data.invalid naming the first file that is missing, short, unreadable, or of another schema
 */
export async function checkFiles(
  connection: DuckDBConnection,
  shapes: FileShapes,
  request: { readonly folder: string; readonly files: readonly LakeFile[]; readonly columns: Schema },
): Promise<readonly string[]> {
  const paths = await presentFiles(request.folder, request.files);
  await learnShapes(connection, shapes, paths);
  request.files.forEach((file, index) => {
    checkShape(file, shapes.get(paths[index]!)!, request.columns);
  });
  return paths;
}

/** Absolute paths of files that are there with their full size. */
export async function presentFiles(folder: string, files: readonly LakeFile[]): Promise<readonly string[]> {
  return Promise.all(
    files.map(async (file) => {
      const path = join(folder, file.path);
      const found = await lstat(path).catch(() => null);
      if (found === null) throw dataInvalid(file.path, 'the file is missing from the lake', MAKE_AGAIN);
      if (!found.isFile()) throw dataInvalid(file.path, 'something that is not a file stands in its place', MAKE_AGAIN);
      if (found.size === file.bytes) return path;
      throw dataInvalid(file.path, `the file has ${found.size} bytes, expected ${file.bytes}`, MAKE_AGAIN);
    }),
  );
}

/** Reads the footers that are not known yet. */
async function learnShapes(connection: DuckDBConnection, shapes: FileShapes, paths: readonly string[]): Promise<void> {
  const unknown = paths.filter((path) => !shapes.has(path));
  if (unknown.length === 0) return;
  if (shapes.size + unknown.length > SHAPES_MAX) shapes.clear();
  try {
    await readShapes(connection, shapes, unknown);
  } catch (error) {
    if (unknown.length === 1)
      throw dataInvalid(unknown[0]!, `unreadable: ${firstLine(messageOf(error))}`, MAKE_AGAIN, error);
    for (const path of unknown) await learnShapes(connection, shapes, [path]);
  }
}

export async function readShapes(
  connection: DuckDBConnection,
  shapes: FileShapes,
  paths: readonly string[],
): Promise<void> {
  const list = exactFiles(paths);
  const rows = await connection.runAndReadAll(`SELECT file_name, num_rows::DOUBLE FROM parquet_file_metadata(${list})`);
  const cells = await connection.runAndReadAll(
    `SELECT file_name, name, duckdb_type FROM parquet_schema(${list}) WHERE duckdb_type IS NOT NULL`,
  );
  const types = new Map<string, Map<string, string>>();
  for (const [path, name, type] of cells.getRows() as [string, string, string][]) {
    if (!types.has(path)) types.set(path, new Map());
    types.get(path)!.set(name, type);
  }
  for (const [path, count] of rows.getRows() as [string, number][]) {
    shapes.set(path, { rows: count, types: types.get(path) ?? new Map() });
  }
}

function checkShape(file: LakeFile, shape: FileShape, columns: Schema): void {
  if (shape.rows !== file.rows) {
    throw dataInvalid(file.path, `the file has ${shape.rows} rows, expected ${file.rows}`, MAKE_AGAIN);
  }
  for (const [name, type] of Object.entries(columns)) {
    const found = shape.types.get(name);
    if (found !== undefined && FILE_TYPES[type].includes(found)) continue;
    const problem =
      found === undefined
        ? `column "${name}" is missing; the file has ${[...shape.types.keys()].join(', ')}`
        : `column "${name}" is ${found}, expected ${FILE_TYPES[type].join(' or ')}`;
    throw dataInvalid(file.path, problem, 'Run the step that makes it again with this version of the program.');
  }
}

/** The types a column may have in a file. */
const FILE_TYPES: Readonly<Record<ColumnType, readonly string[]>> = {
  double: ['DOUBLE', 'FLOAT'],
  int: ['INTEGER'],
  day: ['DATE'],
  instant: ['TIMESTAMP WITH TIME ZONE'],
  flag: ['BOOLEAN'],
  text: ['VARCHAR'],
};
