import { systemClock } from '../adapters/system/clock.ts';
import { wallClockOf } from '../calendar/wall-clock.ts';
import { zonedText } from '../calendar/wall-times.ts';
import type { Project } from '../control/definition/project.ts';
import type { Schedule, TickPolicy } from '../control/definition/schedule.ts';
import { nextDue } from '../control/schedule/due.ts';
import { readSchedules, readTicks, type ScheduleRow, type TickRow } from '../control/state/schedule/read.ts';
import type { StateReader } from '../control/state/store.ts';
import { type ErrorRecord, TapelineError, toErrorRecord } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import { instantText } from '../core/time.ts';
import type { TickSource, Trigger } from '../core/trigger.ts';
import { type NextAsked, nextOfTrigger, type ScheduleNextModel } from './schedule-next-model.ts';
import { ticksOf } from './schedules.ts';

/** A schedule and where it stands. */
export type ScheduleModel = {
  readonly name: string;
  readonly job: string;
  readonly description: string;
  readonly trigger: Trigger;
  readonly zone: string | null;
  readonly policy: TickPolicy;
  readonly paused: { readonly since: string; readonly by: string } | null;
  /** Every tick up to here has its outcome; null before an engine was up. */
  readonly cursor: string | null;
  readonly next: { readonly at: string; readonly utc: string; readonly session: string | null } | null;
  readonly lastTick: TickDecisionModel | null;
  /** Why its trigger cannot be asked. */
  readonly problem: ErrorRecord | null;
};

/** What became of a tick. `at` is the wall time of its zone, as it was when it was decided. */
export type TickDecisionModel = {
  readonly at: string;
  readonly utc: string;
  readonly session: string | null;
  readonly outcome: TickRow['outcome'];
  readonly count: number;
  readonly detail: TickRow['detail'];
  readonly runId: string | null;
  readonly decidedAt: string;
  readonly version: string;
};

/** Everything of one schedule: what is next and why not in between, and what was last. */
export type ScheduleExplainModel = {
  readonly schedule: ScheduleModel;
  readonly next: ScheduleNextModel | null;
  readonly decisions: readonly TickDecisionModel[];
};

export const NEXT_TICKS = 20;
const DECISIONS_SHOWN = 10;

/** @throws usage.unknown_name with the nearest known one. */
export function findSchedule(project: Pick<Project, 'schedules'>, name: string): Schedule {
  const known = project.schedules.map((each) => each.name);
  const found = project.schedules.find((each) => each.name === name);
  if (found !== undefined) return found;
  const facts = { kind: 'schedule', name, nearest: nearestName(name, known), known };
  throw new TapelineError('usage.unknown_name', { facts });
}

export async function listSchedules(
  project: Pick<Project, 'schedules'>,
  reader: StateReader | null,
): Promise<readonly ScheduleModel[]> {
  const rows = new Map((reader === null ? [] : await readSchedules(reader)).map((row) => [row.name, row]));
  const models: ScheduleModel[] = [];
  for (const schedule of project.schedules) {
    const row = rows.get(schedule.name) ?? null;
    models.push(await scheduleModel(schedule, row?.archivedAtMs === null ? row : null, reader));
  }
  return models;
}

export async function explainSchedule(
  schedule: Schedule,
  reader: StateReader | null,
  count: number,
): Promise<ScheduleExplainModel> {
  const row =
    reader === null ? null : ((await readSchedules(reader)).find(({ name }) => name === schedule.name) ?? null);
  const ticks = reader === null ? [] : await readTicks(reader, schedule.name, { limit: DECISIONS_SHOWN });
  const model = await scheduleModel(schedule, row, reader);
  return {
    schedule: model,
    next: model.problem === null && model.next !== null ? nextOfSchedule(schedule, { count }) : null,
    decisions: ticks.map((tick) => decisionModel(tick)),
  };
}

export function nextOfSchedule({ trigger }: Schedule, { from, count }: NextAsked): ScheduleNextModel {
  return nextOfTrigger(trigger, { count, ...(from === undefined ? {} : { from }) }, systemClock.nowMs());
}

async function scheduleModel(
  schedule: Schedule,
  row: ScheduleRow | null,
  reader: StateReader | null,
): Promise<ScheduleModel> {
  const { name, job, description, trigger, policy } = schedule;
  const [last] = reader === null ? [] : await readTicks(reader, name, { limit: 1 });
  const nowMs = systemClock.nowMs();
  const asked = ask(schedule, Math.max(row?.cursorMs ?? nowMs, nowMs));
  return {
    name,
    job,
    description,
    trigger,
    zone: asked.source?.zone ?? null,
    policy,
    paused: pauseOf(schedule, row),
    cursor: row === null ? null : instantText(row.cursorMs),
    next: asked.next,
    lastTick: last === undefined ? null : decisionModel(last),
    problem: asked.problem,
  };
}

function pauseOf(schedule: Schedule, row: ScheduleRow | null): ScheduleModel['paused'] {
  if (row === null) return schedule.startsPaused ? { since: instantText(0), by: 'its definition' } : null;
  return row.paused === null ? null : { since: instantText(row.paused.sinceMs), by: row.paused.by };
}

type Asked = Pick<ScheduleModel, 'next' | 'problem'> & { readonly source: TickSource | null };

function ask(schedule: Schedule, afterMs: number): Asked {
  try {
    const source = ticksOf(schedule.trigger);
    const atMs = nextDue({ schedule, source, cursorMs: afterMs, dueMs: null });
    if (atMs === null) return { source, next: null, problem: null };
    const [tick] = source.between({ afterMs, untilMs: atMs, limit: 1 });
    if (tick === undefined) return { source, next: null, problem: null };
    const at = zonedText(wallClockOf(source.zone), tick.atMs);
    return { source, next: { at, utc: instantText(tick.atMs), session: tick.session }, problem: null };
  } catch (error) {
    return { source: null, next: null, problem: toErrorRecord(error) };
  }
}

function decisionModel(tick: TickRow): TickDecisionModel {
  const { atMs, session, outcome, count, detail, runId, decidedAtMs, offsetMinutes, version } = tick;
  const [at, utc, decidedAt] = [offsetText(atMs, offsetMinutes), instantText(atMs), instantText(decidedAtMs)];
  return { at, utc, session, outcome, count, detail, runId, decidedAt, version };
}

/** The wall time that was shown when it was decided, whatever zone data say today. */
function offsetText(atMs: number, offsetMinutes: number): string {
  const sign = offsetMinutes < 0 ? '-' : '+';
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const two = (value: number): string => `${Math.floor(value)}`.padStart(2, '0');
  return `${instantText(atMs + offsetMinutes * 60_000).slice(0, 19)}${sign}${two(hours)}:${two(minutes)}`;
}
