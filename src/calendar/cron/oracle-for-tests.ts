import type { DstRule } from '../../core/trigger.ts';

/**
 * What cron must answer, found by looking at a wall clock minute after minute. It shares nothing with the
 * implementation: the clock is read through Intl, there is no table of offsets and no arithmetic of dates.
 * A wall time is the number of minutes since 1970 that it would be in UTC.
 */
export type Watched = {
  readonly beginMs: number;
  readonly endMs: number;
  /** What clocks showed, minute by minute. */
  readonly walls: Int32Array;
  /** Wall time → the instants at which it was seen, ascending. */
  readonly seen: ReadonlyMap<number, readonly number[]>;
  readonly dates: readonly number[];
};

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

export function wallReader(zone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (atMs) => {
    const [month, day, year, hour, minute] = format.format(atMs).split(/\D+/).map(Number);
    return Date.UTC(year!, month! - 1, day, hour, minute) / MINUTE_MS;
  };
}

/** Every clock change, to the minute: offsets looked at day by day, then halved. */
export function changesSeen(zone: string, fromMs: number, untilMs: number): readonly number[] {
  const read = wallReader(zone);
  const offsetAt = (atMs: number): number => read(atMs) - atMs / MINUTE_MS;
  const found: number[] = [];
  for (let atMs = fromMs; atMs < untilMs; atMs += DAY_MS) {
    let [low, high] = [atMs, atMs + DAY_MS];
    if (offsetAt(low) === offsetAt(high)) continue;
    while (high - low > MINUTE_MS) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
      if (offsetAt(middle) === offsetAt(low)) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found;
}

/** Watches the clock for two and a half days on both sides of an instant. */
export function watch(zone: string, aroundMs: number): Watched {
  const read = wallReader(zone);
  const beginMs = aroundMs - 2.5 * DAY_MS;
  const walls = Int32Array.from({ length: 5 * DAY_MINUTES }, (_, index) => read(beginMs + index * MINUTE_MS));
  const seen = new Map<number, number[]>();
  for (const [index, wall] of walls.entries()) {
    const instants = seen.get(wall);
    if (instants === undefined) seen.set(wall, [beginMs + index * MINUTE_MS]);
    else instants.push(beginMs + index * MINUTE_MS);
  }
  const dates = [...new Set(walls.map((wall) => Math.floor(wall / DAY_MINUTES)))].sort((one, other) => one - other);
  return { beginMs, endMs: beginMs + walls.length * MINUTE_MS, walls, seen, dates };
}

/** Instants of a fixed time of day on every date that was seen, as the rule says. The outermost dates are cut off. */
export function fixedSeen(watched: Watched, minuteOfDay: number, rule: DstRule): readonly number[] {
  return watched.dates.flatMap((date) => {
    const wall = date * DAY_MINUTES + minuteOfDay;
    const instants = watched.seen.get(wall);
    if (instants === undefined) return rule.gap === 'skip' ? [] : firstAfterGap(watched, wall);
    if (rule.overlap === 'both') return instants;
    return [rule.overlap === 'first' ? instants[0]! : instants.at(-1)!];
  });
}

/** The first minute whose wall time lies beyond the one that was not shown. */
function firstAfterGap({ walls, beginMs }: Watched, wall: number): readonly number[] {
  const index = walls.findIndex((shown) => shown > wall);
  return index <= 0 ? [] : [beginMs + index * MINUTE_MS];
}

/** Instants at which the clock showed a minute that matches: real time. */
export function rhythmSeen({ walls, beginMs }: Watched, matches: (wall: number) => boolean): readonly number[] {
  const found: number[] = [];
  for (const [index, wall] of walls.entries()) if (matches(wall)) found.push(beginMs + index * MINUTE_MS);
  return found;
}

/** What lies within a day and a half of the instant that was watched: dates there were seen whole. */
export function inner(instants: readonly number[], aroundMs: number): readonly number[] {
  return instants.filter((atMs) => atMs > aroundMs - 1.5 * DAY_MS && atMs <= aroundMs + 1.5 * DAY_MS);
}

/** One zone of each group whose clocks showed the same at every change of any of them. */
export function distinctZones(zones: readonly string[], fromMs: number, untilMs: number): ReadonlyMap<string, string> {
  const bySignature = new Map<string, string>();
  for (const zone of zones) {
    const read = wallReader(zone);
    const changes = changesSeen(zone, fromMs, untilMs);
    const signature = [fromMs, ...changes].map((atMs) => `${atMs}:${read(atMs) - atMs / MINUTE_MS}`).join(' ');
    if (!bySignature.has(signature)) bySignature.set(signature, zone);
  }
  return bySignature;
}
