import { TapelineError } from '../../core/errors.ts';
import { DAY_MS, instantText, sessionOfDay } from '../../core/time.ts';
import type { DueTick, NonTick } from '../../core/trigger.ts';
import type { Ticks } from '../ticks.ts';
import { wallClockOf } from '../wall-clock.ts';
import { timeText } from '../wall-times.ts';

/** How many times the parts of `allOf` may miss each other in a row: a century of days, two months of minutes. */
const MISSES_MAX = 100_000;

/** Due when any of the parts is; what several of them name is one tick, with the first session that is named. */
export function unionOf(parts: readonly Ticks[]): Ticks {
  return {
    ...sharedOf(parts),
    first: (afterMs, untilMs) => earliest(parts.map((part) => part.first(afterMs, untilMs))),
    nonTicks: (afterMs, untilMs) => notDueInUnion(parts, afterMs, untilMs),
  };
}

/** Due at the instants at which every part is. */
export function intersectionOf(parts: readonly Ticks[]): Ticks {
  return {
    ...sharedOf(parts),
    first: (afterMs, untilMs) => firstMeeting(parts, afterMs, untilMs),
    nonTicks: (afterMs, untilMs) => notDueInIntersection(parts, afterMs, untilMs),
  };
}

/** What is certain is certain of every part; people read it by the zone of the first one that has one. */
function sharedOf(parts: readonly Ticks[]): Omit<Ticks, 'first' | 'nonTicks'> {
  const knownAfterMs = Math.max(...parts.map((part) => part.knownAfterMs));
  const knownToMs = Math.min(...parts.map((part) => part.knownToMs));
  return {
    zone: (parts.find((part) => part.readsZoneData) ?? parts[0]!).zone,
    knownAfterMs,
    knownToMs,
    calendars: [...new Set(parts.flatMap((part) => part.calendars))],
    readsZoneData: parts.some((part) => part.readsZoneData),
    beyond: (askedMs) => parts.find((part) => askedMs < part.knownAfterMs || askedMs > part.knownToMs)!.beyond(askedMs),
  };
}

function earliest(ticks: readonly (DueTick | null)[]): DueTick | null {
  const found = ticks.filter((tick) => tick !== null);
  if (found.length === 0) return null;
  return merged(found, Math.min(...found.map((tick) => tick.atMs)));
}

/** One tick of those at `atMs`. */
function merged(ticks: readonly DueTick[], atMs: number): DueTick {
  const here = ticks.filter((tick) => tick.atMs === atMs);
  const withSession = here.find((tick) => tick.session !== null);
  return { atMs, session: withSession?.session ?? null, note: here.find((tick) => tick.note !== null)?.note ?? null };
}

/** Leaps from the latest candidate to the next one of whoever lies behind, until all stand on one instant. */
function firstMeeting(parts: readonly Ticks[], afterMs: number, untilMs: number): DueTick | null {
  let from = afterMs;
  for (let misses = 0; misses < MISSES_MAX; misses += 1) {
    const ticks: DueTick[] = [];
    for (const part of parts) {
      const tick = part.first(from, untilMs);
      if (tick === null) return null;
      ticks.push(tick);
    }
    const latest = Math.max(...ticks.map((tick) => tick.atMs));
    if (ticks.every((tick) => tick.atMs === latest)) return merged(ticks, latest);
    from = latest - 1;
  }
  const got = `${instantText(afterMs)} to ${instantText(from)}`;
  throw new TapelineError('usage.trigger', { facts: { part: 'never_together', got } });
}

/** What a part leaves out, unless another part is due just then. */
function* notDueInUnion(parts: readonly Ticks[], afterMs: number, untilMs: number): Generator<NonTick> {
  for (const nonTick of inOrder(parts.map((part) => part.nonTicks(afterMs, untilMs)))) {
    const isDue = parts.some((part) => part.first(nonTick.nominalMs - 1, nonTick.nominalMs) !== null);
    if (!isDue) yield nonTick;
  }
}

/** The instants at which one part is due and another is not, with the reason of the one that is not where it has one. */
function* notDueInIntersection(parts: readonly Ticks[], afterMs: number, untilMs: number): Generator<NonTick> {
  const clock = wallClockOf(sharedOf(parts).zone);
  let tick = earliest(parts.map((part) => part.first(afterMs, untilMs)));
  while (tick !== null) {
    const { atMs } = tick;
    const missing = parts.find((part) => part.first(atMs - 1, atMs) === null);
    if (missing !== undefined) {
      const wallMs = atMs + clock.stretchAt(atMs).offsetMs;
      const date = sessionOfDay(Math.floor(wallMs / DAY_MS));
      const known = reasonOf(missing, atMs, date);
      yield {
        date,
        time: timeText(wallMs),
        nominalMs: atMs,
        because: known?.because ?? 'not_all',
        detail: known?.detail ?? null,
      };
    }
    tick = earliest(parts.map((part) => part.first(atMs, untilMs)));
  }
}

function reasonOf(part: Ticks, atMs: number, date: string): NonTick | null {
  for (const nonTick of part.nonTicks(atMs - DAY_MS, atMs + DAY_MS)) if (nonTick.date === date) return nonTick;
  return null;
}

/** Ascending sequences as one. */
function* inOrder(sequences: readonly Iterable<NonTick>[]): Generator<NonTick> {
  const open = sequences.map((sequence) => sequence[Symbol.iterator]());
  const heads = open.map((iterator) => iterator.next());
  for (;;) {
    let least = -1;
    for (const [index, head] of heads.entries()) {
      if (head.done === true) continue;
      const best = least < 0 ? undefined : (heads[least]!.value as NonTick);
      if (best === undefined || head.value.nominalMs < best.nominalMs) least = index;
    }
    if (least < 0) return;
    yield heads[least]!.value as NonTick;
    heads[least] = open[least]!.next();
  }
}
