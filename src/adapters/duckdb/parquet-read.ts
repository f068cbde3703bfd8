import { assert, isTapelineError } from '../../core/errors.ts';
import { type Column, type Frame, frame, type Schema } from '../../core/frame.ts';
import type { LakeFile } from '../../core/snapshot.ts';
import type { LakeQuery } from '../../data/stored/lake.ts';
import { sha256OfFile } from '../files/sha256-of-file.ts';
import type { Engine } from './engine.ts';
import { checkFiles, type FileShapes } from './file-shapes.ts';
import { readFrame } from './frame-out.ts';
import { dataInvalid, firstLine, isBug, messageOf, outOfMemory } from './refused.ts';
import { checkedFiles, identifier, textLiteral } from './sql-text.ts';

export type ReadContext = { readonly folder: string; readonly engine: Engine; readonly shapes: FileShapes };

/**
 * Streams the files in the order given and sorts afterwards, in memory: the database's own sort would hold the rows
 * a second time.
 */
export async function readParquet(context: ReadContext, files: readonly LakeFile[], query: LakeQuery): Promise<Frame> {
  const { columns, orderBy } = query;
  for (const name of orderBy) assert(name in columns, `rows are ordered by a column that is read: "${name}"`);
  if (files.length === 0) return emptyFrame(columns);
  return onFiles(context, files, touchedColumns(query), (connection, paths) => {
    const from = `FROM ${checkedFiles(paths)} ${whereOf(query)}`;
    return readFrame(connection, { columns, from, orderBy, rowsExpected: rowsExpected(files, query) });
  });
}

export async function readInstruments(
  context: ReadContext,
  files: readonly LakeFile[],
): Promise<readonly { readonly instrument: string; readonly rows: number }[]> {
  if (files.length === 0) return [];
  return onFiles(context, files, { instrument: 'text' }, async (connection, paths) => {
    const found = await connection.runAndReadAll(
      `SELECT instrument, count(*)::DOUBLE FROM ${checkedFiles(paths)} WHERE instrument IS NOT NULL GROUP BY 1 ORDER BY 1`,
    );
    return (found.getRows() as [string, number][]).map(([instrument, rows]) => ({ instrument, rows }));
  });
}

type Work<T> = (connection: Parameters<Parameters<Engine['use']>[0]>[0], paths: readonly string[]) => Promise<T>;

async function onFiles<T>(
  context: ReadContext,
  files: readonly LakeFile[],
  columns: Schema,
  work: Work<T>,
): Promise<T> {
  return context.engine.use(async (connection) => {
    const paths = await checkFiles(connection, context.shapes, { folder: context.folder, files, columns });
    try {
      return await work(connection, paths);
    } catch (error) {
      throw await readRefused(files, paths, error);
    }
  });
}

/** Reading failed although the footers are fine: name the file whose bytes changed. */
async function readRefused(files: readonly LakeFile[], paths: readonly string[], error: unknown): Promise<unknown> {
  const text = messageOf(error);
  if (isTapelineError(error) || isBug(text)) return error;
  if (text.startsWith('Out of Memory Error')) return outOfMemory('read', paths[0]!, text, error);
  const damaged = await firstDamaged(files, paths);
  const wayOut = 'Run the step that makes it again, or restore the file from a backup.';
  return dataInvalid(damaged ?? `${files[0]!.path} …`, `unreadable: ${firstLine(text)}`, wayOut, error);
}

export async function firstDamaged(files: readonly LakeFile[], paths: readonly string[]): Promise<string | null> {
  for (const [index, file] of files.entries()) {
    const sha256 = await sha256OfFile(paths[index]!).catch(() => null);
    if (sha256 !== file.sha256) return file.path;
  }
  return null;
}

const ROWS_GUESSED = 65_536;

function rowsExpected(files: readonly LakeFile[], { instruments, days }: LakeQuery): number {
  const rowsAll = files.reduce((sum, file) => sum + file.rows, 0);
  return instruments === undefined && days === undefined ? rowsAll : Math.min(rowsAll, ROWS_GUESSED);
}

/** The asked columns, and those that rows are chosen by. */
function touchedColumns({ columns, instruments, days }: LakeQuery): Schema {
  return {
    ...columns,
    ...(instruments === undefined ? {} : { instrument: 'text' }),
    ...(days === undefined ? {} : { [days.column]: 'day' }),
  };
}

function whereOf({ instruments, days }: LakeQuery): string {
  const tests: string[] = [];
  if (instruments !== undefined && 'from' in instruments) {
    tests.push(`instrument BETWEEN ${textLiteral(instruments.from)} AND ${textLiteral(instruments.to)}`);
  } else if (instruments !== undefined) {
    tests.push(instruments.length === 0 ? 'false' : `instrument IN (${instruments.map(textLiteral).join(', ')})`);
  }
  if (days?.from !== undefined) tests.push(`${identifier(days.column)} >= ${dayLiteral(days.from)}`);
  if (days?.to !== undefined) tests.push(`${identifier(days.column)} <= ${dayLiteral(days.to)}`);
  return tests.length === 0 ? '' : `WHERE ${tests.join(' AND ')}`;
}

function dayLiteral(day: number): string {
  assert(Number.isInteger(day), `a day is a whole number, got ${day}`);
  return `(DATE '1970-01-01' + ${day})`;
}

function emptyFrame(columns: Schema): Frame {
  return frame(Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, EMPTY[type]])));
}

const EMPTY: Readonly<Record<Column['type'], Column>> = {
  double: { type: 'double', values: new Float64Array(0) },
  instant: { type: 'instant', values: new Float64Array(0) },
  int: { type: 'int', values: new Int32Array(0) },
  day: { type: 'day', values: new Int32Array(0) },
  flag: { type: 'flag', values: new Uint8Array(0) },
  text: { type: 'text', codes: new Int32Array(0), dictionary: [] },
};
