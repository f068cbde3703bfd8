import { TapelineError } from '../../core/errors.ts';
import type { Range } from '../../core/ranges.ts';
import { DAY_MS, dayOfSession, type Session, type SessionDay, sessionOfDay, toSession } from '../../core/time.ts';
import type {
  IntervalPartitions,
  MonthPartitions,
  PointPartitions,
  SessionPartitions,
} from '../definition/partitions.ts';

/** What the engine asks of an exchange and of clocks on walls. The composition root hands it in. */
export type PartitionCalendar = {
  /** Every known trading day from `from` on, ascending. @throws usage.unknown_name */
  readonly sessionDays: (calendar: string, from: Session) => Int32Array;
  /** When a session's trading is over. */
  readonly closeMs: (calendar: string, session: Session) => number;
  /** The instant at which a date begins in a zone, and the date at an instant. */
  readonly midnightMs: (zone: string, session: Session) => number;
  readonly dateAt: (zone: string, atMs: number) => Session;
};

/**
 * Slices of time as points 0, 1, 2 …, so that a span of them is a range.
 *
 * A point has a **stamp**, which is what is stored: the day of a session, the number of a month or interval since a
 * fixed beginning. Stamps never change their meaning; points may, when a calendar learns of a session it did not know.
 */
export type Axis = {
  /** What the numbering depends on. State that was written under another one belongs to another axis. */
  readonly fingerprint: string;
  /** The last point whose slice is over at the instant; -1 when none is. */
  readonly lastBy: (atMs: number) => number;
  /** When the slice is over: from then on it can be made whole. @throws calendar.beyond_horizon */
  readonly endMs: (point: number) => number;
  readonly keyOf: (point: number) => string;
  /** @throws usage.invalid for a key of another form, usage.unknown_name for a slice that does not exist. */
  readonly pointOf: (key: string) => number;
  /** The points between two dates as people write them (`2024`, `2024-05`, `2024-05-06`), both included; may be empty. */
  readonly between: (from: string | null, to: string | null) => Range;
  readonly stampOf: (point: number) => number;
  /** The last stamp before the next point's: stamps in between mean nothing, and belong to this one. */
  readonly lastStampOf: (point: number) => number;
  /** How many points the calendar knows; time without a calendar has no end. */
  readonly size: number;
  /** The points whose stamps lie between two stamps, both included; may be empty. */
  readonly withStamps: (stamps: Range) => Range;
};

export function axisOf(points: PointPartitions, calendar: PartitionCalendar): Axis {
  switch (points.kind) {
    case 'session':
      return sessionAxis(points, calendar);
    case 'month':
      return monthAxis(points, calendar);
    case 'interval':
      return intervalAxis(points);
  }
}

function sessionAxis({ calendar, from }: SessionPartitions, port: PartitionCalendar): Axis {
  const days = port.sessionDays(calendar, toSession(from));
  const keyOf = (point: number): Session => sessionOfDay(days[point]!);
  const endMs = (point: number): number => port.closeMs(calendar, keyOf(checkPoint(calendar, point, days.length)));
  return {
    fingerprint: `session ${calendar} ${from}`,
    lastBy: (atMs) => lastWhere(days.length, (point) => endMs(point) <= atMs),
    endMs,
    keyOf,
    pointOf(key) {
      const day = dayOfSession(toSession(key));
      const point = countBelow(days, day);
      if (days[point] === day) return point;
      throw noSuchPartition(key, [days[point - 1], days[point]].filter(isDay).map(sessionOfDay));
    },
    between(first, last) {
      const { fromDay, toDay } = daysOfText(first, last);
      return { from: countBelow(days, fromDay), to: countBelow(days, toDay + 1) - 1 };
    },
    stampOf: (point) => days[point]!,
    lastStampOf: (point) => (point + 1 < days.length ? days[point + 1]! - 1 : days.at(-1)!),
    size: days.length,
    withStamps: (stamps) => ({ from: countBelow(days, stamps.from), to: countBelow(days, stamps.to + 1) - 1 }),
  };
}

function monthAxis({ zone, from }: MonthPartitions, port: PartitionCalendar): Axis {
  const first = monthNumber(from);
  const begin = (point: number): number => port.midnightMs(zone, `${monthText(first + point)}-01` as Session);
  const endMs = (point: number): number => begin(point + 1);
  return {
    fingerprint: `month ${zone} ${from}`,
    lastBy: (atMs) => Math.max(monthNumber(port.dateAt(zone, atMs).slice(0, 7)) - 1 - first, -1),
    endMs,
    keyOf: (point) => monthText(first + point),
    pointOf(key) {
      if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(key)) throw badKey(key, '2024-05');
      const point = monthNumber(key) - first;
      if (point >= 0) return point;
      throw noSuchPartition(key, [from]);
    },
    between(earliest, latest) {
      const { fromDay, toDay } = daysOfText(earliest, latest);
      const monthOf = (day: SessionDay): number => monthNumber(sessionOfDay(day).slice(0, 7)) - first;
      return { from: Math.max(monthOf(fromDay), 0), to: monthOf(toDay) };
    },
    stampOf: (point) => first + point,
    lastStampOf: (point) => first + point,
    size: ENDLESS,
    withStamps: (stamps) => ({ from: Math.max(stamps.from - first, 0), to: stamps.to - first }),
  };
}

function intervalAxis({ everyMs, anchorMs }: IntervalPartitions): Axis {
  const pointAt = (atMs: number): number => Math.floor((atMs - anchorMs) / everyMs);
  return {
    fingerprint: `interval ${everyMs} ${anchorMs}`,
    lastBy: (atMs) => Math.max(pointAt(atMs) - 1, -1),
    endMs: (point) => anchorMs + (point + 1) * everyMs,
    keyOf: (point) => new Date(anchorMs + point * everyMs).toISOString(),
    pointOf(key) {
      const atMs = Date.parse(key);
      if (!/[Zz]$|[+-]\d{2}:\d{2}$/.test(key) || !Number.isFinite(atMs)) throw badKey(key, '2024-05-06T10:00:00Z');
      const point = pointAt(atMs);
      if (point >= 0 && anchorMs + point * everyMs === atMs) return point;
      const neighbours = [point, point + 1].filter((each) => each >= 0);
      throw noSuchPartition(
        key,
        neighbours.map((each) => new Date(anchorMs + each * everyMs).toISOString()),
      );
    },
    between(first, last) {
      const { fromDay, toDay } = daysOfText(first, last);
      const from = Math.ceil((fromDay * DAY_MS - anchorMs) / everyMs);
      return { from: Math.max(from, 0), to: Math.ceil(((toDay + 1) * DAY_MS - anchorMs) / everyMs) - 1 };
    },
    stampOf: (point) => point,
    lastStampOf: (point) => point,
    size: ENDLESS,
    withStamps: (stamps) => stamps,
  };
}

const ENDLESS = 2 ** 50;

const isDay = (day: number | undefined): day is number => day !== undefined;

/** How many of the ascending days lie before `day`. */
function countBelow(days: Int32Array, day: SessionDay): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last point of 0 .. `size` - 1 that still holds, given that the first ones hold and the others do not. */
function lastWhere(size: number, holds: (point: number) => boolean): number {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const MONTHS = 12;

const monthNumber = (text: string): number => Number(text.slice(0, 4)) * MONTHS + Number(text.slice(5, 7)) - 1;

function monthText(month: number): string {
  const [year, rest] = [Math.floor(month / MONTHS), month % MONTHS];
  return `${String(year).padStart(4, '0')}-${String(rest + 1).padStart(2, '0')}`;
}

const EARLIEST_DAY = dayOfSession('0001-01-01' as Session);
const LATEST_DAY = dayOfSession('9999-12-31' as Session);

/** The days that two dates as people write them stand for: a year and a month are all their days. */
function daysOfText(
  from: string | null,
  to: string | null,
): { readonly fromDay: SessionDay; readonly toDay: SessionDay } {
  return { fromDay: from === null ? EARLIEST_DAY : firstDayOf(from), toDay: to === null ? LATEST_DAY : lastDayOf(to) };
}

function firstDayOf(text: string): SessionDay {
  if (/^\d{4}$/.test(text)) return dayOfSession(toSession(`${text}-01-01`));
  if (/^\d{4}-\d{2}$/.test(text)) return dayOfSession(toSession(`${text}-01`));
  return dayOfSession(toSession(text));
}

function lastDayOf(text: string): SessionDay {
  if (/^\d{4}$/.test(text)) return dayOfSession(toSession(`${text}-12-31`));
  if (!/^\d{4}-\d{2}$/.test(text)) return dayOfSession(toSession(text));
  return dayOfSession(toSession(`${monthText(monthNumber(text) + 1)}-01`)) - 1;
}

function checkPoint(calendar: string, point: number, size: number): number {
  if (point >= 0 && point < size) return point;
  const facts = { what: `The calendar ${calendar} has no session number ${point}`, got: `${size} sessions` };
  throw new TapelineError('usage.invalid', { facts: { ...facts, wayOut: 'Stay inside its horizon.' } });
}

function badKey(got: string, example: string): TapelineError {
  const facts = { what: `A partition key must look like ${example}`, got, wayOut: 'Correct it.' };
  return new TapelineError('usage.invalid', { facts });
}

function noSuchPartition(name: string, near: readonly string[]): TapelineError {
  return new TapelineError('usage.unknown_name', {
    facts: { kind: 'partition', name, nearest: near[0] ?? null, known: near },
  });
}
