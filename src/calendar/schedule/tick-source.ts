import { TapelineError } from '../../core/errors.ts';
import type { DstRule, DueTick, NonTick, TickRange, TickSource, Trigger } from '../../core/trigger.ts';
import { type Calendar, calendarOf } from '../calendar.ts';
import { cronTicks } from '../cron/cron-ticks.ts';
import type { Ticks } from '../ticks.ts';
import { calendarTicks } from './calendar-ticks.ts';
import { intersectionOf, unionOf } from './combined.ts';
import { intervalTicks, onceTicks } from './fixed-instants.ts';

export type TickSourceOptions = {
  /** Version of the zone data that runs underneath, e.g. `2026c`. Node has it as `process.versions.tz`. */
  readonly zoneData: string;
  /** Finds a calendar by its name; the shipped ones when not given. */
  readonly calendarNamed?: (venue: string) => Calendar;
};

/**
 * A trigger that can be asked when it is due.
 * @throws usage.cron, usage.zone, usage.trigger, usage.unknown_name (a venue), usage.invalid (a duration)
 */
export function tickSource(trigger: Trigger, { zoneData, calendarNamed = calendarOf }: TickSourceOptions): TickSource {
  const ticks = ticksOf(trigger, calendarNamed);
  const { zone, knownToMs, calendars, readsZoneData } = ticks;
  return {
    between: (range) => between(ticks, range),
    next: (afterMs) => between(ticks, { afterMs, untilMs: Infinity, limit: 1 })[0] ?? null,
    explain: (range) => explain(ticks, range),
    zone,
    horizonMs: Number.isFinite(knownToMs) ? knownToMs : null,
    version: [...calendars, ...(readsZoneData ? [`tz ${zoneData}`] : [])].join(', '),
  };
}

function ticksOf(trigger: Trigger, calendarNamed: (venue: string) => Calendar): Ticks {
  if ('dst' in trigger && trigger.dst !== undefined) checkDstRule(trigger.dst);
  if ('cron' in trigger && typeof trigger.zone === 'string') return cronTicks(trigger);
  if ('calendar' in trigger) return calendarTicks(trigger, calendarNamed(trigger.calendar));
  if ('every' in trigger) return intervalTicks(trigger);
  if ('once' in trigger) return onceTicks(trigger);
  if ('anyOf' in trigger) return unionOf(partsOf(trigger.anyOf, 'any_of', calendarNamed));
  if ('allOf' in trigger) return intersectionOf(partsOf(trigger.allOf, 'all_of', calendarNamed));
  throw new TapelineError('usage.trigger', { facts: { part: 'form', got: JSON.stringify(trigger) } });
}

function partsOf(
  triggers: readonly Trigger[],
  part: 'any_of' | 'all_of',
  calendarNamed: (venue: string) => Calendar,
): readonly Ticks[] {
  if (triggers.length > 0) return triggers.map((trigger) => ticksOf(trigger, calendarNamed));
  throw new TapelineError('usage.trigger', { facts: { part, got: '[]' } });
}

function checkDstRule({ gap, overlap }: DstRule): void {
  if (['next', 'skip'].includes(gap) && ['first', 'second', 'both'].includes(overlap)) return;
  throw new TapelineError('usage.trigger', { facts: { part: 'dst', got: JSON.stringify({ gap, overlap }) } });
}

/** Walks from tick to tick: what is not asked for is not worked out. */
function between(ticks: Ticks, { afterMs, untilMs, limit }: TickRange): readonly DueTick[] {
  const found: DueTick[] = [];
  if (limit <= 0 || afterMs >= untilMs) return found;
  if (afterMs < ticks.knownAfterMs) throw ticks.beyond(afterMs);
  const knownUntilMs = Math.min(untilMs, ticks.knownToMs);
  let tick = ticks.first(afterMs, knownUntilMs);
  while (tick !== null && found.push(tick) < limit) tick = ticks.first(tick.atMs, knownUntilMs);
  if (found.length < limit && untilMs > ticks.knownToMs) throw ticks.beyond(firstUnknown(ticks, { afterMs, untilMs }));
  return found;
}

function explain(ticks: Ticks, { afterMs, untilMs, limit }: TickRange): readonly NonTick[] {
  const found: NonTick[] = [];
  if (limit <= 0 || afterMs >= untilMs) return found;
  if (afterMs < ticks.knownAfterMs) throw ticks.beyond(afterMs);
  for (const nonTick of ticks.nonTicks(afterMs, Math.min(untilMs, ticks.knownToMs))) {
    if (found.push(nonTick) >= limit) return found;
  }
  if (untilMs > ticks.knownToMs) throw ticks.beyond(firstUnknown(ticks, { afterMs, untilMs }));
  return found;
}

/** What an error names: the end of the range, or where the unknown begins when the range has no end. */
function firstUnknown({ knownToMs }: Ticks, { afterMs, untilMs }: Omit<TickRange, 'limit'>): number {
  return untilMs === Infinity ? Math.max(afterMs, knownToMs) + 1 : untilMs;
}
