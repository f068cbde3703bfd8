import { systemClock } from '../adapters/system/clock.ts';
import { tickSource } from '../calendar/index.ts';
import { readInstant } from '../calendar/schedule/fixed-instants.ts';
import { type WallClock, wallClockOf } from '../calendar/wall-clock.ts';
import { startOfWall, zonedText } from '../calendar/wall-times.ts';
import { isTapelineError, TapelineError } from '../core/errors.ts';
import { DAY_MS, dayOfSession, instantText, type Session, toSession } from '../core/time.ts';
import type { DueTick, NonTick, TickNote, TickSource, Trigger } from '../core/trigger.ts';
import { type TriggerFlags, triggerOfFlags } from './trigger-of-flags.ts';

/** When a trigger is due next, and what in between looks due and is not. */
export type ScheduleNextModel = {
  readonly trigger: Trigger;
  /** The zone in which `at` is written. */
  readonly zone: string;
  /** Versions of the calendars and zone data behind the answer. */
  readonly version: string;
  readonly from: {
    readonly asked: string | null;
    readonly at: string;
    readonly utc: string;
    /** `wall`: it was written without an offset and read as a wall time in the zone. */
    readonly readAs: 'now' | 'wall' | 'instant';
  };
  readonly ticks: readonly TickModel[];
  readonly notDue: readonly NotDueModel[];
  /** The last instant of which anything is known; null where nothing ends the knowledge. */
  readonly horizon: string | null;
  /** Fewer ticks than asked for, because the calendar ends. */
  readonly endsAtHorizon: boolean;
};

export type TickModel = {
  readonly at: string;
  readonly utc: string;
  readonly session: Session | null;
  readonly note: TickNote | null;
};

/** `nominal` is the instant it would have been; in a gap, the instant of the clock change. */
export type NotDueModel = {
  readonly date: string;
  readonly time: string;
  readonly nominal: string;
  readonly nominalUtc: string;
  readonly because: NonTick['because'];
  readonly detail: string | null;
};

export type NextAsked = TriggerFlags & { readonly from?: string; readonly count: number };

const COUNT_MAX = 10_000;
const NOT_DUE_MAX = 10_000;

export function scheduleNextFromNow(asked: NextAsked): ScheduleNextModel {
  return scheduleNext(asked, systemClock.nowMs());
}

/** @throws usage.*, calendar.beyond_horizon when nothing at all is known after `from`. */
export function scheduleNext({ from, count, ...flags }: NextAsked, nowMs: number): ScheduleNextModel {
  const zone = flags.tz === undefined ? {} : { zone: flags.tz };
  return nextOfTrigger(triggerOfFlags(flags), { count, ...(from === undefined ? {} : { from }), ...zone }, nowMs);
}

/** The same for a trigger that stands somewhere. `zone`: whose wall clock `at` is written in, the trigger's own if not given. */
export function nextOfTrigger(
  trigger: Trigger,
  { from, count, zone }: { readonly from?: string; readonly count: number; readonly zone?: string },
  nowMs: number,
): ScheduleNextModel {
  checkCount(count);
  const source = tickSource(trigger, { zoneData: process.versions.tz ?? 'unknown' });
  const clock = wallClockOf(zone ?? source.zone);
  const begin = from === undefined ? { atMs: nowMs, readAs: 'now' as const } : readFrom(from, clock);
  const { ticks, endsAtHorizon } = nextTicks(source, begin.atMs - 1, count);
  const untilMs = ticks.at(-1)?.atMs ?? begin.atMs - 1;
  const notDue = source.explain({ afterMs: begin.atMs - 1, untilMs, limit: NOT_DUE_MAX });
  return {
    trigger,
    zone: clock.zone,
    version: source.version,
    from: {
      asked: from ?? null,
      at: zonedText(clock, begin.atMs),
      utc: instantText(begin.atMs),
      readAs: begin.readAs,
    },
    ticks: ticks.map(({ atMs, session, note }) => ({
      at: zonedText(clock, atMs),
      utc: instantText(atMs),
      session,
      note,
    })),
    notDue: notDue.map(({ nominalMs, ...rest }) => ({
      ...rest,
      nominal: zonedText(clock, nominalMs),
      nominalUtc: instantText(nominalMs),
    })),
    horizon: source.horizonMs === null ? null : zonedText(clock, source.horizonMs),
    endsAtHorizon,
  };
}

function checkCount(count: number): void {
  if (count >= 1 && count <= COUNT_MAX) return;
  const wayOut = 'Ask again with --from the last one.';
  const what = `--count wants a whole number from 1 to ${COUNT_MAX}`;
  throw new TapelineError('usage.invalid', { facts: { what, got: String(count), wayOut } });
}

type Ticks = { readonly ticks: readonly DueTick[]; readonly endsAtHorizon: boolean };

/** What is known is given even where less is known than asked for; where nothing is, the error speaks. */
function nextTicks(source: TickSource, afterMs: number, count: number): Ticks {
  const ticks: DueTick[] = [];
  let cursor = afterMs;
  while (ticks.length < count) {
    const tick = nextKnown(source, cursor, ticks.length > 0);
    if (tick === 'unknown') return { ticks, endsAtHorizon: true };
    if (tick === null) break;
    ticks.push(tick);
    cursor = tick.atMs;
  }
  return { ticks, endsAtHorizon: false };
}

function nextKnown(source: TickSource, afterMs: number, hasSome: boolean): DueTick | null | 'unknown' {
  try {
    return source.next(afterMs);
  } catch (error) {
    if (hasSome && isTapelineError(error) && error.code === 'calendar.beyond_horizon') return 'unknown';
    throw error;
  }
}

type From = { readonly atMs: number; readonly readAs: 'wall' | 'instant' };

/** An instant with offset, or a date, with or without a time, as clocks in the zone show it. @throws usage.invalid */
function readFrom(text: string, clock: WallClock): From {
  if (/(?:Z|[+-]\d{2}:\d{2})$/.test(text) && text.includes('T')) return { atMs: readInstant(text), readAs: 'instant' };
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?)?$/.exec(text);
  if (match === null) {
    const wayOut = 'Write 2026-03-07, 2026-03-07T09:00 (wall time in the zone) or 2026-03-07T09:00:00Z.';
    throw new TapelineError('usage.invalid', {
      facts: { what: '--from wants a date or an instant', got: text, wayOut },
    });
  }
  const [hours, minutes, seconds] = [match[2], match[3], match[4]].map((digits) => Number(digits ?? 0));
  const wallMs = dayOfSession(toSession(match[1]!)) * DAY_MS + ((hours! * 60 + minutes!) * 60 + seconds!) * 1000;
  return { atMs: startOfWall(clock, wallMs), readAs: 'wall' };
}
