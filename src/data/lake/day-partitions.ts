import { days, type Frame } from '../../core/frame.ts';
import type { LakeFile } from '../../core/snapshot.ts';
import { dayOfSession, type SessionDay, toSession } from '../../core/time.ts';
import type { AssetSchema } from '../stored/assets.ts';
import type { Draft } from './draft.ts';
import { sessionPartition, yearPartition } from './partitions.ts';
import { type Authorship, provenanceOf, readFiles, writePartition } from './upsert.ts';

const SESSION = 'session=';

/** A dataset of which every day adds some rows: a file a year, and small files for days since that was written. */
export type DailyAsset = {
  readonly asset: AssetSchema;
  /** The column that says of which day a row is. */
  readonly day: string;
};

/**
 * Where the rows of a day belong: a small file of their own when there is one, or when the year's file is large
 * and holds only older sessions; else the year's file. No session is ever in two files.
 */
export async function routeDays(
  draft: Draft,
  { asset, day: column }: DailyAsset,
  { rows, deltaRowsMin }: { readonly rows: Frame; readonly deltaRowsMin: number },
): Promise<(day: SessionDay) => string> {
  const files = draft.files(asset.name);
  const deltas = new Set(files.map((file) => file.partition).filter((partition) => partition.startsWith(SESSION)));
  const lastOfYear = new Map<string, SessionDay>();
  for (const year of new Set(Array.from(new Set(days(rows, column)), yearPartition))) {
    const file = files.find((each) => each.partition === year);
    if (file !== undefined && file.rows >= deltaRowsMin) lastOfYear.set(year, await lastDay(draft, file, column));
  }
  return (day) => {
    const [own, year] = [sessionPartition(day), yearPartition(day)];
    return deltas.has(own) || day > (lastOfYear.get(year) ?? Infinity) ? own : year;
  };
}

async function lastDay({ lake }: Draft, file: LakeFile, column: string): Promise<SessionDay> {
  const found = await lake.read([file], { columns: { [column]: 'day' }, orderBy: [] });
  return days(found, column).reduce((last, day) => Math.max(last, day), -Infinity);
}

/** Years with more than `deltasMax` small files. */
export function deltaYears(draft: Draft, asset: AssetSchema, deltasMax: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { partition } of draft.files(asset.name)) {
    const year = yearOfDelta(partition);
    if (year !== null) counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > deltasMax).map(([year]) => year);
}

function yearOfDelta(partition: string): string | null {
  return partition.startsWith(SESSION) ? yearPartition(dayOfSession(toSession(partition.slice(SESSION.length)))) : null;
}

/**
 * Puts a year's small files into its large one. The rows stay the same.
 *
 * reads, writes  the asset; idempotent by its rows
 */
export async function compactYear(draft: Draft, asset: AssetSchema, year: string, author: Authorship): Promise<void> {
  const deltas = draft.files(asset.name).filter((file) => yearOfDelta(file.partition) === year);
  if (deltas.length === 0) return;
  const own = draft.files(asset.name).filter((file) => file.partition === year);
  const rows = await readFiles(draft, asset, [...own, ...deltas]);
  draft.apply({ asset: asset.name, removed: deltas.map((file) => file.path), added: [] });
  await writePartition(draft, { asset, partition: year, rows, provenance: provenanceOf(asset.name, author) });
}
