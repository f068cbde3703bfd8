import { assert, TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import { dayOfSession, instantText, type Session, type SessionDay, sessionOfDay } from '../core/time.ts';
import { checkVenueData, refuseVenueData } from './check-venue-data.ts';
import { type ClosedBecause, closedBecause } from './closed-because.ts';
import { countBefore, type SessionTable, sessionTable } from './session-table.ts';
import { VENUES } from './venues/known.ts';
import type { RegularHours, VenueData } from './venues/venue.ts';
import { dateInZone, instantOfWall, type WallTime } from './zone.ts';

/** One session's trading hours as instants, epoch milliseconds UTC. `null`: no lunch break. */
export type SessionHours = {
  readonly openMs: number;
  readonly breakStartMs: number | null;
  readonly breakEndMs: number | null;
  readonly closeMs: number;
  readonly kind: 'full' | 'half';
};

/**
 * The trading days of one exchange. Dates are the exchange's own.
 * Whatever depends on a date outside the horizon throws `calendar.beyond_horizon`: a calendar never guesses.
 */
export type Calendar = {
  readonly venue: string;
  /** IANA time zone of the exchange. */
  readonly zone: string;
  readonly firstSession: Session;
  readonly lastSession: Session;
  /** The facts behind it: source, licence, horizon, caveats. */
  readonly data: VenueData;
  readonly isSession: (session: Session) => boolean;
  /** Ascending, both ends included when they are sessions; empty when `from` is after `to`. */
  readonly sessions: (from: Session, to: Session) => readonly Session[];
  /** As `sessions`, as days since 1970-01-01: a copy that the caller may keep. */
  readonly sessionDays: (from: Session, to: Session) => Int32Array;
  /** The nth session after a date, which need not be a session itself. `n` is 1 or more, 1 by default. */
  readonly next: (session: Session, n?: number) => Session;
  /** The nth session before a date, which need not be a session itself. `n` is 1 or more, 1 by default. */
  readonly previous: (session: Session, n?: number) => Session;
  readonly lastSessionAtOrBefore: (session: Session) => Session;
  /** @throws usage.invalid when there is no session on that date. */
  readonly hours: (session: Session) => SessionHours;
  /** The regular hours of a date, were it a full session. */
  readonly regularHours: (session: Session) => SessionHours;
  /** Why there is no session on a date; null when there is one. */
  readonly closedBecause: (session: Session) => ClosedBecause | null;
  /** The latest session whose close is at or before the instant. */
  readonly lastClosedSession: (atMs: number) => Session;
  /** The exchange's date at an instant, session or not. A fact of the time zone: it has no horizon. */
  readonly sessionOn: (atMs: number) => Session;
};

const calendars = new Map<string, Calendar>();

/**
 * The calendar of a venue by its market identifier code: `XSHG`, `XSHE`, `XNYS`, `XNAS` …
 * @throws usage.unknown_name, with the nearest known one.
 */
export function calendarOf(venue: string): Calendar {
  const built = calendars.get(venue);
  if (built !== undefined) return built;
  const data = VENUES.get(venue);
  if (data === undefined) throw unknownVenue(venue);
  const calendar = calendarFrom(data);
  calendars.set(venue, calendar);
  return calendar;
}

/** Every venue that `calendarOf` knows. */
export function venueNames(): readonly string[] {
  return [...VENUES.keys()];
}

/**
 * A calendar from data of one's own: another exchange, or a shipped one (`calendarOf('XSHG').data`) with a later horizon.
 * @throws definition.invalid, usage.invalid when the data contradicts itself.
 */
export function calendarFrom(data: VenueData): Calendar {
  checkVenueData(data);
  const known: Known = { data, table: sessionTable(data), hours: new Map() };
  const { days } = known.table;
  if (days.length === 0) refuseVenueData(data, 'it has no session', 'Check its weekend and closures.');
  const sessionDays = (from: Session, to: Session): Int32Array => {
    const begin = countBefore(days, dayInside(known, from));
    return days.slice(begin, countBefore(days, dayInside(known, to) + 1));
  };
  return {
    venue: data.venue,
    zone: data.zone,
    data,
    firstSession: sessionAt(known, 0, data.first),
    lastSession: sessionAt(known, days.length - 1, data.last),
    isSession: (session) => isSession(known, session),
    sessions: (from, to) => Array.from(sessionDays(from, to), (day) => sessionOfDay(day)),
    sessionDays,
    next: (session, n = 1) => nth(known, session, checkCount(n)),
    previous: (session, n = 1) => nth(known, session, -checkCount(n)),
    lastSessionAtOrBefore: (session) => sessionAt(known, countUpTo(known, session) - 1, session),
    hours: (session) => hoursOf(known, session),
    regularHours: (session) => regularHours(data, session),
    closedBecause: (session) => (isSession(known, session) ? null : closedBecause(data, session)),
    lastClosedSession: (atMs) => lastClosedSession(known, atMs),
    sessionOn: (atMs) => dateInZone(data.zone, atMs),
  };
}

type Known = { readonly data: VenueData; readonly table: SessionTable; readonly hours: Map<Session, SessionHours> };

function isSession(known: Known, session: Session): boolean {
  const day = dayInside(known, session);
  return known.table.days[countBefore(known.table.days, day)] === day;
}

function nth(known: Known, session: Session, steps: number): Session {
  const asked = `${session} ${steps < 0 ? '-' : '+'} ${Math.abs(steps)}`;
  const before = countBefore(known.table.days, dayInside(known, session));
  return sessionAt(known, steps < 0 ? before + steps : countUpTo(known, session) - 1 + steps, asked);
}

function lastClosedSession(known: Known, atMs: number): Session {
  const asked = instantText(atMs);
  // The instant before: at midnight the day that ends is the last one that can have closed.
  const index = countUpTo(known, dateInZone(known.data.zone, atMs - 1)) - 1;
  const latest = sessionAt(known, index, asked);
  return hoursOf(known, latest).closeMs <= atMs ? latest : sessionAt(known, index - 1, asked);
}

/** How many sessions there are up to and including a date. */
function countUpTo(known: Known, session: Session): number {
  return countBefore(known.table.days, dayInside(known, session) + 1);
}

function sessionAt(known: Known, index: number, asked: string): Session {
  const day = known.table.days[index];
  if (day === undefined) throw beyondHorizon(known.data, asked);
  return sessionOfDay(day);
}

function dayInside(known: Known, session: Session): SessionDay {
  const day = dayOfSession(session);
  if (day >= known.table.firstDay && day <= known.table.lastDay) return day;
  throw beyondHorizon(known.data, session);
}

function hoursOf(known: Known, session: Session): SessionHours {
  const remembered = known.hours.get(session);
  if (remembered !== undefined) return remembered;
  if (!isSession(known, session)) throw noSession(known, session);
  const hours = workOutHours(known, session);
  known.hours.set(session, hours);
  return hours;
}

function workOutHours({ data, table }: Known, session: Session): SessionHours {
  const early = table.halfDayClose.get(dayOfSession(session));
  if (early === undefined) return regularHours(data, session);
  const at = (time: WallTime): number => instantOfWall(data.zone, session, time);
  const { open } = hoursInForce(data, session);
  return { openMs: at(open), breakStartMs: null, breakEndMs: null, closeMs: at(early), kind: 'half' };
}

function regularHours(data: VenueData, session: Session): SessionHours {
  const at = (time: WallTime): number => instantOfWall(data.zone, session, time);
  const { open, rest, close } = hoursInForce(data, session);
  const [breakStartMs, breakEndMs] = rest === undefined ? [null, null] : [at(rest[0]), at(rest[1])];
  return { openMs: at(open), breakStartMs, breakEndMs, closeMs: at(close), kind: 'full' };
}

/** The hours in force on a date: the last entry that began on or before it. */
function hoursInForce(data: VenueData, session: Session): RegularHours {
  const inForce = data.hours.findLast((hours) => hours.from === undefined || hours.from <= session);
  assert(inForce !== undefined, `calendar ${data.venue} has hours on ${session}`);
  return inForce;
}

function checkCount(n: number): number {
  if (Number.isInteger(n) && n >= 1) return n;
  throw new TapelineError('usage.invalid', {
    facts: { what: 'A number of sessions must be a whole number', got: String(n), wayOut: 'Ask for 1 or more.' },
  });
}

function beyondHorizon(data: VenueData, asked: string): TapelineError {
  return new TapelineError('calendar.beyond_horizon', {
    facts: { venue: data.venue, asked, first: data.first, last: data.last },
  });
}

function noSession(known: Known, session: Session): TapelineError {
  const { data, table } = known;
  const after = countBefore(table.days, dayOfSession(session));
  const near = [...table.days.slice(Math.max(0, after - 1), after + 1)].map(sessionOfDay);
  return new TapelineError('usage.invalid', {
    facts: {
      what: `${data.venue} does not trade on that date`,
      got: session,
      wayOut: `The nearest: ${near.join(', ')}.`,
    },
  });
}

function unknownVenue(name: string): TapelineError {
  const known = venueNames();
  return new TapelineError('usage.unknown_name', {
    facts: { kind: 'venue', name, nearest: nearestName(name, known), known },
  });
}
