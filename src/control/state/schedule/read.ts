import type { TickOutcome } from '../../schedule/decide.ts';
import type { Cells } from '../cells.ts';
import type { StateReader } from '../store.ts';
import { ALL_SCHEDULES } from './apply.ts';

export type ScheduleRow = {
  readonly name: string;
  readonly job: string;
  readonly hash: string;
  readonly definition: unknown;
  readonly cursorMs: number;
  readonly firstSeenMs: number;
  readonly paused: { readonly sinceMs: number; readonly by: string } | null;
  readonly archivedAtMs: number | null;
};

export type TickRow = {
  readonly schedule: string;
  readonly atMs: number;
  readonly outcome: TickOutcome['outcome'];
  readonly runId: string | null;
  /** The facts of the outcome: how late, into which, how many. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly decidedAtMs: number;
  readonly session: string | null;
  readonly offsetMinutes: number;
  readonly version: string;
  readonly count: number;
};

type Ranges = Pick<StateReader, 'range'>;

/** By name. Archived ones too. */
export async function readSchedules(reader: Ranges): Promise<readonly ScheduleRow[]> {
  return (await reader.range({ table: 'schedule', prefix: [] })).map(scheduleRowOf);
}

export async function readSchedule(reader: Ranges, name: string): Promise<ScheduleRow | null> {
  const [row] = await reader.range({ table: 'schedule', prefix: [name] });
  return row === undefined ? null : scheduleRowOf(row);
}

/** Newest first. */
export async function readTicks(
  reader: Ranges,
  schedule: string,
  { limit, afterMs }: { readonly limit?: number; readonly afterMs?: number } = {},
): Promise<readonly TickRow[]> {
  const bounds = { ...(limit === undefined ? {} : { limit }), ...(afterMs === undefined ? {} : { after: afterMs }) };
  return (await reader.range({ table: 'tick', prefix: [schedule], order: 'descending', ...bounds })).map(tickRowOf);
}

/** How far all schedules were looked at when an engine last said so; null before the first. */
export async function readEvaluatedMs(reader: Ranges): Promise<number | null> {
  const [row] = await reader.range({ table: 'evaluation', prefix: [ALL_SCHEDULES] });
  return row === undefined ? null : (row.until_ms as number);
}

/** Newest first. */
export async function readClockSteps(
  reader: Ranges,
  limit: number,
): Promise<readonly { readonly atMs: number; readonly byMs: number }[]> {
  const rows = await reader.range({ table: 'clock_step', prefix: [], order: 'descending', limit });
  return rows.map((row) => ({ atMs: row.at_ms as number, byMs: row.by_ms as number }));
}

export function scheduleRowOf(cells: Cells): ScheduleRow {
  const isPaused = cells.paused === 1;
  return {
    name: cells.name as string,
    job: cells.job as string,
    hash: cells.hash as string,
    definition: JSON.parse(cells.definition as string),
    cursorMs: cells.cursor_ms as number,
    firstSeenMs: cells.first_seen_ms as number,
    paused: isPaused ? { sinceMs: cells.paused_at_ms as number, by: cells.paused_by as string } : null,
    archivedAtMs: cells.archived_at_ms as number | null,
  };
}

function tickRowOf(cells: Cells): TickRow {
  return {
    schedule: cells.schedule as string,
    atMs: cells.at_ms as number,
    outcome: cells.outcome as TickRow['outcome'],
    runId: cells.run_id as string | null,
    detail: JSON.parse(cells.detail as string),
    decidedAtMs: cells.decided_at_ms as number,
    session: cells.session as string | null,
    offsetMinutes: cells.offset_minutes as number,
    version: cells.version as string,
    count: cells.count as number,
  };
}
