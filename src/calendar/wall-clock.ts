import { TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import { DAY_MS } from '../core/time.ts';
import { Temporal } from './temporal.ts';

/**
 * The clocks on the walls of one zone, as a table of its offsets: worked out once, then asked in well under a microsecond.
 * A wall time is written as the epoch milliseconds that it would be in UTC.
 */
export type WallClock = {
  readonly zone: string;
  /** The stretch of constant offset that holds an instant. */
  readonly stretchAt: (atMs: number) => Stretch;
  /** Every instant at which clocks show this wall time, ascending: one, none in a gap, two in an overlap. */
  readonly instantsOf: (wallMs: number) => readonly number[];
  /** The clock change that leaves a wall time out; null for one that exists. */
  readonly gapAt: (wallMs: number) => ClockChange | null;
  /** Clock changes in `afterMs < atMs <= untilMs`, ascending. */
  readonly changes: (afterMs: number, untilMs: number) => readonly ClockChange[];
};

/** `beginMs <= at < endMs`, and `wall = at + offsetMs` all along. */
export type Stretch = { readonly beginMs: number; readonly endMs: number; readonly offsetMs: number };

/** Clocks jump from `wallBeforeMs` to `wallAfterMs`: forward leaves a gap, back makes an overlap. */
export type ClockChange = { readonly atMs: number; readonly wallBeforeMs: number; readonly wallAfterMs: number };

/** No two offsets of any zone differ by more than this and a little. */
const SHIFT_MAX_MS = 26 * 3_600_000;
const INSTANT_MAX_MS = 8.64e15;
/** How far ahead a zone's rules are unrolled at a time. */
const UNROLL_MS = 64 * 365.25 * DAY_MS;

type Zoned = InstanceType<typeof Temporal.ZonedDateTime>;

const clocks = new Map<string, WallClock>();

/** @throws usage.zone, with the nearest known one. */
export function wallClockOf(zone: string): WallClock {
  const built = clocks.get(zone);
  if (built !== undefined) return built;
  const table = newTable(zone);
  const clock: WallClock = {
    zone,
    stretchAt: (atMs) => stretchOf(table, indexAt(table, atMs)),
    instantsOf: (wallMs) => instantsOf(table, wallMs),
    gapAt: (wallMs) => gapAt(table, wallMs),
    changes: (afterMs, untilMs) => changes(table, afterMs, untilMs),
  };
  clocks.set(zone, clock);
  return clock;
}

/** Stretch `i` begins at `begins[i]`; the last one ends where the table does, or never when `nextZoned` is null. */
type Table = {
  readonly begins: number[];
  readonly offsets: number[];
  knownToMs: number;
  nextZoned: Zoned | null;
};

function newTable(zone: string): Table {
  const earliest = zonedAt(zone, -INSTANT_MAX_MS);
  const table = {
    begins: [-Infinity],
    offsets: [earliest.offsetNanoseconds / 1e6],
    knownToMs: -INSTANT_MAX_MS,
    nextZoned: earliest.getTimeZoneTransition('next'),
  };
  unroll(table, UNROLL_MS);
  return table;
}

function zonedAt(zone: string, atMs: number): Zoned {
  try {
    return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
  } catch {
    const nearest = nearestName(zone, Intl.supportedValuesOf('timeZone'));
    throw new TapelineError('usage.zone', { facts: { name: zone, nearest } });
  }
}

function unroll(table: Table, untilMs: number): void {
  while (table.nextZoned !== null && table.nextZoned.epochMilliseconds <= untilMs) {
    table.begins.push(table.nextZoned.epochMilliseconds);
    table.offsets.push(table.nextZoned.offsetNanoseconds / 1e6);
    table.nextZoned = table.nextZoned.getTimeZoneTransition('next');
  }
  table.knownToMs = table.nextZoned === null ? Infinity : table.nextZoned.epochMilliseconds - 1;
}

function indexAt(table: Table, atMs: number): number {
  while (atMs > table.knownToMs) unroll(table, Math.max(atMs, table.knownToMs) + UNROLL_MS);
  let begin = 0;
  let end = table.begins.length;
  while (end - begin > 1) {
    const middle = (begin + end) >>> 1;
    if (table.begins[middle]! <= atMs) begin = middle;
    else end = middle;
  }
  return begin;
}

function stretchOf(table: Table, index: number): Stretch {
  const endMs = table.begins[index + 1] ?? table.nextZoned?.epochMilliseconds ?? Infinity;
  return { beginMs: table.begins[index]!, endMs, offsetMs: table.offsets[index]! };
}

function instantsOf(table: Table, wallMs: number): readonly number[] {
  const last = indexAt(table, wallMs + SHIFT_MAX_MS);
  const found: number[] = [];
  for (let index = indexAt(table, wallMs - SHIFT_MAX_MS); index <= last; index += 1) {
    const atMs = wallMs - table.offsets[index]!;
    if (atMs >= table.begins[index]! && atMs < (table.begins[index + 1] ?? Infinity)) found.push(atMs);
  }
  return found;
}

function gapAt(table: Table, wallMs: number): ClockChange | null {
  const near = changes(table, wallMs - SHIFT_MAX_MS, wallMs + SHIFT_MAX_MS);
  return near.find((each) => each.wallBeforeMs <= wallMs && wallMs < each.wallAfterMs) ?? null;
}

function changes(table: Table, afterMs: number, untilMs: number): readonly ClockChange[] {
  const last = indexAt(table, untilMs);
  const found: ClockChange[] = [];
  for (let index = indexAt(table, afterMs) + 1; index <= last; index += 1) {
    const atMs = table.begins[index]!;
    const [before, after] = [table.offsets[index - 1]!, table.offsets[index]!];
    if (before !== after) found.push({ atMs, wallBeforeMs: atMs + before, wallAfterMs: atMs + after });
  }
  return found;
}
