import { assert, TapelineError } from '../../core/errors.ts';
import { DAY_MS, sessionOfDay } from '../../core/time.ts';
import { type CronTrigger, DST_RULE_DEFAULT, type DstRule, type DueTick, type NonTick } from '../../core/trigger.ts';
import type { Ticks } from '../ticks.ts';
import { type ClockChange, type WallClock, wallClockOf } from '../wall-clock.ts';
import { dayAt, missingOn, momentsOn, timeText } from '../wall-times.ts';
import { nextDay, nextTime, nextWall } from './next-wall.ts';
import { type CronPattern, parseCron } from './pattern.ts';

/** A gap can carry a moment into the next date, an overlap of a day (Kwajalein 1969) into the one before. */
const DAYS_MOVED_MAX = 2;
/** Whatever clocks do, a wall time lies this close to its instant. */
const SHIFT_MAX_MS = DAYS_MOVED_MAX * DAY_MS;
const INSTANT_MAX_MS = 8.64e15;

/** @throws usage.cron for what is no pattern or never comes, usage.zone for an unknown zone. */
export function cronTicks({ cron, zone, dst = DST_RULE_DEFAULT }: CronTrigger): Ticks {
  const clock = wallClockOf(zone);
  const pattern = parseCron(cron);
  if (nextDay(pattern, 0) === null) {
    throw new TapelineError('usage.cron', { facts: { pattern: cron, problem: 'never', field: null, got: '' } });
  }
  const rules: Rules = { clock, pattern, dst };
  const first = pattern.isFixed ? firstFixed : firstInRhythm;
  return {
    zone,
    knownAfterMs: -Infinity,
    knownToMs: Infinity,
    first: (afterMs, untilMs) => first(rules, afterMs, untilMs),
    nonTicks: (afterMs, untilMs) => nonTicks(rules, afterMs, untilMs),
    calendars: [],
    readsZoneData: true,
    beyond: () => assert(false, 'a cron pattern has no horizon') as never,
  };
}

type Rules = { readonly clock: WallClock; readonly pattern: CronPattern; readonly dst: DstRule };

/** Real time: wherever clocks show a named time, it is due. Nothing in a gap, twice in an overlap. */
function firstInRhythm({ clock, pattern }: Rules, afterMs: number, untilMs: number): DueTick | null {
  let fromMs = afterMs + 1;
  while (fromMs <= Math.min(untilMs, INSTANT_MAX_MS)) {
    const { endMs, offsetMs } = clock.stretchAt(fromMs);
    const wallMs = nextWall(pattern, fromMs + offsetMs);
    if (wallMs === null) return null;
    const atMs = wallMs - offsetMs;
    if (atMs < endMs) return atMs <= untilMs ? { atMs, session: null, note: null } : null;
    fromMs = endMs;
  }
  return null;
}

/** One time a day: on every named date exactly once, as the rule for clock changes says. */
function firstFixed({ clock, pattern, dst }: Rules, afterMs: number, untilMs: number): DueTick | null {
  const time = nextTime(pattern, 0) * 1000;
  const untilWall = Math.min(untilMs, INSTANT_MAX_MS - DAY_MS) + SHIFT_MAX_MS;
  let day = nextDay(pattern, dayAt(clock, afterMs) - DAYS_MOVED_MAX);
  while (day !== null && day * DAY_MS <= untilWall) {
    for (const { atMs, note } of momentsOn(clock, day * DAY_MS + time, dst)) {
      if (atMs > afterMs) return atMs <= untilMs ? { atMs, session: null, note } : null;
    }
    day = nextDay(pattern, day + 1);
  }
  return null;
}

/** Only clock changes take ticks away; between them a pattern is due whenever it looks so. */
function* nonTicks(rules: Rules, afterMs: number, untilMs: number): Generator<NonTick> {
  const near = rules.clock.changes(afterMs - SHIFT_MAX_MS, untilMs + SHIFT_MAX_MS);
  const left = near.flatMap((change) => {
    if (rules.pattern.isFixed) return leftOutFixed(rules, change);
    return leftOutOfGap(rules.pattern, change);
  });
  yield* left
    .filter(({ nominalMs }) => nominalMs > afterMs && nominalMs <= untilMs)
    .sort((one, other) => one.nominalMs - other.nominalMs);
}

function leftOutFixed({ clock, pattern, dst }: Rules, change: ClockChange): readonly NonTick[] {
  const { begin, end } = wallSpan(change);
  return wallsBetween(pattern, begin, end).flatMap((wallMs) => missingOn(clock, wallMs, dst));
}

function leftOutOfGap(pattern: CronPattern, change: ClockChange): readonly NonTick[] {
  const { begin, end } = wallSpan(change);
  if (change.wallAfterMs < change.wallBeforeMs) return [];
  return wallsBetween(pattern, begin, end).map((wallMs) => ({
    date: sessionOfDay(Math.floor(wallMs / DAY_MS)),
    time: timeText(wallMs),
    nominalMs: change.atMs,
    because: 'dst_gap',
    detail: null,
  }));
}

/** The wall times that a change leaves out or gives twice: a few hours, at most a day. */
function wallSpan({ wallBeforeMs, wallAfterMs }: ClockChange): { readonly begin: number; readonly end: number } {
  return { begin: Math.min(wallBeforeMs, wallAfterMs), end: Math.max(wallBeforeMs, wallAfterMs) };
}

function wallsBetween(pattern: CronPattern, begin: number, end: number): readonly number[] {
  const walls: number[] = [];
  let wallMs = nextWall(pattern, begin);
  while (wallMs !== null && wallMs < end) {
    walls.push(wallMs);
    wallMs = nextWall(pattern, wallMs + 1000);
  }
  return walls;
}
