import type { RunEvent } from '../../event/events.ts';
import type { DecidedTick, ScheduleDefined, ScheduleEventBody } from '../../event/schedule-events.ts';
import type { Patch } from '../tables.ts';

type ScheduleEvent = Extract<RunEvent, { kind: ScheduleEventBody['kind'] }>;
type TicksDecidedEvent = Extract<ScheduleEvent, { kind: 'ticks_decided' }>;

/** The name of the one row of `evaluation`. */
export const ALL_SCHEDULES = 'schedules';

export function applyScheduleEvent(event: ScheduleEvent): readonly Patch[] {
  const { atMs } = event;
  switch (event.kind) {
    case 'schedule_registered': {
      const { cursorMs, isPaused } = event.data;
      const pause = isPaused ? { paused: 1, paused_at_ms: atMs, paused_by: 'its definition' } : NOT_PAUSED;
      const seen = { cursor_ms: cursorMs, first_seen_ms: atMs, archived_at_ms: null };
      return [schedule(event.data.name, { ...defined(event.data), ...seen, ...pause })];
    }
    case 'schedule_changed':
      return [schedule(event.data.name, defined(event.data))];
    case 'schedule_archived':
      return [schedule(event.data.name, { archived_at_ms: atMs, cursor_ms: event.data.cursorMs })];
    case 'schedule_paused':
      return [schedule(event.data.name, { paused: 1, paused_at_ms: atMs, paused_by: event.data.by })];
    case 'schedule_resumed':
      return [schedule(event.data.name, { ...NOT_PAUSED, cursor_ms: event.data.cursorMs })];
    case 'ticks_decided':
      return ticksDecided(event);
    case 'tick_misfired': {
      const { schedule: name, tickMs, ...detail } = event.data;
      const set = { outcome: 'misfired', detail: JSON.stringify(detail), decided_at_ms: atMs };
      return [{ table: 'tick', key: { schedule: name, at_ms: tickMs }, set }];
    }
    case 'schedules_evaluated':
      return [{ table: 'evaluation', key: { name: ALL_SCHEDULES }, set: { until_ms: event.data.untilMs } }];
    case 'clock_stepped':
      return [{ table: 'clock_step', key: { seq: event.seq }, set: { at_ms: atMs, by_ms: event.data.byMs } }];
  }
}

const NOT_PAUSED = { paused: 0, paused_at_ms: null, paused_by: null } as const;

function schedule(name: string, set: Patch['set']): Patch {
  return { table: 'schedule', key: { name }, set };
}

function defined({ job, hash, definition }: ScheduleDefined): NonNullable<Patch['set']> {
  return { job, hash, definition: JSON.stringify(definition) };
}

function ticksDecided({ data, atMs }: TicksDecidedEvent): readonly Patch[] {
  const moved = schedule(data.schedule, { cursor_ms: data.cursorMs });
  return [moved, ...data.ticks.map((tick) => tickRow(data, tick, atMs))];
}

function tickRow({ schedule: name, version }: TicksDecidedEvent['data'], tick: DecidedTick, atMs: number): Patch {
  const { atMs: tickMs, outcome, session, offsetMinutes, runId, ...detail } = tick;
  const count = tick.outcome === 'skipped_window' ? tick.count : 1;
  const set = {
    outcome,
    run_id: runId,
    detail: JSON.stringify(detail),
    decided_at_ms: atMs,
    session,
    offset_minutes: offsetMinutes,
    version,
    count,
  };
  return { table: 'tick', key: { schedule: name, at_ms: tickMs }, set };
}
