import { days, type Frame } from '../../core/frame.ts';
import { dayOfSession, type SessionDay, toSession } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { sessionPartition, yearPartition } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, readFiles, writePartition } from '../lake/upsert.ts';
import { ASSETS } from './assets.ts';

const SESSION = 'session=';

/**
 * Where the bars of a session belong: a small file of their own when there is one, or when the year's file is large
 * and holds only older sessions; else the year's file. No session is ever in two files.
 */
export async function routeBars(draft: Draft, bars: Frame, deltaRowsMin: number): Promise<(day: SessionDay) => string> {
  const files = draft.files('ohlcv_daily');
  const deltas = new Set(files.map((file) => file.partition).filter((partition) => partition.startsWith(SESSION)));
  const lastOfYear = new Map<string, SessionDay>();
  for (const year of new Set(Array.from(new Set(days(bars, 'session')), yearPartition))) {
    const file = files.find((each) => each.partition === year);
    if (file !== undefined && file.rows >= deltaRowsMin) lastOfYear.set(year, await lastSession(draft, year));
  }
  return (day) => {
    const [own, year] = [sessionPartition(day), yearPartition(day)];
    return deltas.has(own) || day > (lastOfYear.get(year) ?? Infinity) ? own : year;
  };
}

async function lastSession(draft: Draft, partition: string): Promise<SessionDay> {
  const files = draft.files('ohlcv_daily').filter((file) => file.partition === partition);
  const { rows, columns } = await draft.lake.read(files, { columns: { session: 'day' }, orderBy: [] });
  return days({ rows, columns }, 'session').reduce((last, day) => Math.max(last, day), -Infinity);
}

/** Years with more than `deltasMax` small files. */
export function deltaYears(draft: Draft, deltasMax: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { partition } of draft.files('ohlcv_daily')) {
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
 * reads, writes  ohlcv_daily; idempotent by its rows
 */
export async function compactYear(draft: Draft, year: string, author: Authorship): Promise<void> {
  const asset = ASSETS.ohlcv_daily;
  const deltas = draft.files(asset.name).filter((file) => yearOfDelta(file.partition) === year);
  if (deltas.length === 0) return;
  const own = draft.files(asset.name).filter((file) => file.partition === year);
  const rows = await readFiles(draft, asset, [...own, ...deltas]);
  draft.apply({ asset: asset.name, removed: deltas.map((file) => file.path), added: [] });
  await writePartition(draft, { asset, partition: year, rows, provenance: provenanceOf(asset.name, author) });
}
