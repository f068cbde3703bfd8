import { TapelineError } from '../../core/errors.ts';
import type { Frame } from '../../core/frame.ts';
import type { LakeFile } from '../../core/snapshot.ts';
import type { Draft } from '../lake/draft.ts';
import { takeRows } from '../rows.ts';
import type { AssetSchema } from '../stored/assets.ts';
import type { PublishedTable, TablePublisher, Watermark } from './table-publisher.ts';

export type AssetPublication = {
  readonly asset: AssetSchema;
  readonly version: number;
  /** Name of the table; by default that of the asset. */
  readonly table?: string;
  /** The table holds just what the asset holds: rows of other keys go. Otherwise it keeps what it had. */
  readonly replace?: boolean;
  readonly simulated: boolean;
  /** Simulated rows may go where real ones are read. */
  readonly allowSimulated: boolean;
  readonly batchRows: number;
  readonly atMs: number;
};

export type AssetPublished = {
  readonly table: string;
  readonly state: 'unchanged' | 'published';
  readonly sent: number;
  readonly changed: number;
};

/**
 * Brings a table of the user's database up to an asset's current version. Files whose rows are there already are not
 * read again, so that a day's increment sends a day's rows.
 *
 * reads          the asset's files that the table does not have
 * idempotent by  key and values; all in one transaction with the watermark
 * throws         usage.invalid for simulated rows that nobody asked for; database.*
 */
export async function publishAsset(
  draft: Draft,
  publisher: TablePublisher,
  request: AssetPublication,
  signal: AbortSignal,
): Promise<AssetPublished> {
  const table = tableOf(request);
  if (request.simulated && !request.allowSimulated) throw simulatedRows(table.name, publisher);
  await publisher.prepare(table, signal);
  const mark = await publisher.watermark(table.name, signal);
  if (mark !== null && !mark.simulated && request.simulated) throw mixedRows(table.name, publisher);
  const files = draft.files(request.asset.name);
  const replace = request.replace ?? false;
  const fresh = replace ? files : filesNotIn(files, mark);
  if (isUpToDate(files, mark)) return { table: table.name, state: 'unchanged', sent: 0, changed: 0 };
  const { asset, version, simulated, atMs } = request;
  const watermark = { asset: asset.name, version, files: files.map(({ path }) => path), simulated, atMs };
  const rows = batches(draft, request, fresh);
  const written = await publisher.publish({ table, rows, replace, watermark }, signal);
  return { table: table.name, state: 'published', ...written };
}

function tableOf({ asset, table = asset.name }: AssetPublication): PublishedTable {
  const columns = Object.entries(asset.schema).map(([name, type]) => ({ name, type }));
  return { name: table, columns, key: asset.key };
}

/** Files are named by their content: the same name is the same rows. */
function filesNotIn(files: readonly LakeFile[], mark: Watermark | null): readonly LakeFile[] {
  const known = new Set(mark?.files ?? []);
  return files.filter(({ path }) => !known.has(path));
}

function isUpToDate(files: readonly LakeFile[], mark: Watermark | null): boolean {
  return mark !== null && files.length === mark.files.length && filesNotIn(files, mark).length === 0;
}

/** File by file and piece by piece: a year of bars is never in the database driver's hands as a whole. */
async function* batches(
  draft: Draft,
  { asset, batchRows }: AssetPublication,
  files: readonly LakeFile[],
): AsyncIterable<Frame> {
  for (const file of files) {
    const rows = await draft.lake.read([file], { columns: asset.schema, orderBy: asset.key });
    for (let from = 0; from < rows.rows; from += batchRows) {
      const length = Math.min(batchRows, rows.rows - from);
      yield takeRows(
        rows,
        Int32Array.from({ length }, (_, k) => from + k),
      );
    }
  }
}

function simulatedRows(table: string, { description }: TablePublisher): TapelineError {
  const what = `The rows for ${table} are simulated, and ${description} is a real database`;
  const wayOut = 'Publish from a profile with real data, or set allow_simulated=true.';
  return new TapelineError('usage.invalid', { facts: { what, got: 'simulated data', wayOut } });
}

function mixedRows(table: string, { description }: TablePublisher): TapelineError {
  const what = `${table} in ${description} holds real rows, and simulated ones may not stand between them`;
  const wayOut = 'Publish into another database, or another table.';
  return new TapelineError('usage.invalid', { facts: { what, got: 'simulated data', wayOut } });
}
