import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, sweepStaging } from '../adapters/duckdb/housekeeping.ts';
import { durableFiles } from '../adapters/files/atomic-write.ts';
import { deleteLakeFiles } from '../adapters/files/delete-lake-files.ts';
import { makeFolders } from '../adapters/files/make-folders.ts';
import { systemClock } from '../adapters/system/clock.ts';
import type { LogFiles } from '../adapters/system/log.ts';
import type { StateReader } from '../control/state/store.ts';
import type { Workspace } from './workspace.ts';

const DAY_MS = 86_400_000;

export type Swept = { readonly staged: number; readonly orphans: number };

/**
 * Removes what attempts left behind that died: files in staging, and published files that no version ever listed, both a
 * day old or older. At most once a day. Nothing may work meanwhile: a step that makes the same bytes again takes the file
 * that lies there, and would lose it. Null when it was not time.
 */
export async function sweepLake(lake: string, state: Pick<StateReader, 'range'>, nowMs: number): Promise<Swept | null> {
  const marker = join(lake, '.swept');
  const last = statSync(marker, { throwIfNoEntry: false })?.mtimeMs ?? null;
  if (last !== null && nowMs - last < DAY_MS) return null;
  makeFolders(lake);
  const staged = await sweepStaging(lake, durableFiles(), DAY_MS);
  const orphans = await orphansOf(lake, state, nowMs);
  await deleteLakeFiles(lake, orphans);
  writeFileSync(marker, '');
  utimesSync(marker, nowMs / 1000, nowMs / 1000);
  return { staged, orphans: orphans.length };
}

/** Everything that the state has ever listed and not pruned is kept, current or not. */
async function orphansOf(lake: string, state: Pick<StateReader, 'range'>, nowMs: number): Promise<readonly string[]> {
  const listed = new Set<string>();
  for (const row of await state.range({ table: 'lake_file', prefix: [] }))
    if (row.pruned === 0) listed.add(row.path as string);
  return (await listFiles(lake))
    .filter(({ path, modifiedAtMs }) => !listed.has(path) && nowMs - modifiedAtMs >= DAY_MS)
    .map(({ path }) => path);
}

/** For an engine that begins and has nothing under way. What goes wrong is logged and done again another time. */
export async function sweepDaily(
  { folders }: Workspace,
  state: Pick<StateReader, 'range'>,
  logs: Pick<LogFiles, 'write'>,
): Promise<void> {
  try {
    const swept = await sweepLake(folders.lake, state, systemClock.nowMs());
    if (swept === null || swept.staged + swept.orphans === 0) return;
    logs.write({ level: 'info', message: 'Swept what dead attempts left in the lake', fields: swept }, null);
  } catch (error) {
    logs.write({ level: 'warn', message: 'The lake could not be swept', fields: {}, error }, null);
  }
}
