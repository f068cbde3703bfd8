import { parseRegion, type Region } from '../../../core/regions.ts';
import type { BackfillOutcome, BackfillStarted } from '../../event/backfill-events.ts';
import type { Cells } from '../cells.ts';
import type { StateReader } from '../store.ts';

export type BackfillRow = {
  readonly started: BackfillStarted;
  readonly state: 'running' | BackfillOutcome;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly endReason: string | null;
};

export type BackfillRunRow = { readonly runId: string; readonly region: Region };

type Reads = Pick<StateReader, 'range'>;

/** Newest first: their ids sort by time. */
export async function readBackfills(reader: Reads, limit?: number): Promise<readonly BackfillRow[]> {
  const query = { table: 'backfill', prefix: [], order: 'descending' } as const;
  return (await reader.range(limit === undefined ? query : { ...query, limit })).map(backfillRowOf);
}

export async function readBackfill(reader: Reads, backfill: string): Promise<BackfillRow | null> {
  const [row] = await reader.range({ table: 'backfill', prefix: [backfill] });
  return row === undefined ? null : backfillRowOf(row);
}

export async function readBackfillRuns(reader: Reads, backfill: string): Promise<readonly BackfillRunRow[]> {
  const rows = await reader.range({ table: 'backfill_run', prefix: [backfill] });
  return rows.map((row) => ({ runId: row.run_id as string, region: parseRegion(row.region as string) }));
}

function backfillRowOf(row: Cells): BackfillRow {
  return {
    started: JSON.parse(row.started as string),
    state: row.state as BackfillRow['state'],
    startedAtMs: row.started_at_ms as number,
    endedAtMs: row.ended_at_ms as number | null,
    endReason: row.end_reason as string | null,
  };
}
