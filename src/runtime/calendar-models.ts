import { calendarOf, toSession, venueNames } from '../calendar/index.ts';
import { wallClockOf } from '../calendar/wall-clock.ts';
import { zonedText } from '../calendar/wall-times.ts';
import { TapelineError } from '../core/errors.ts';
import type { Session } from '../core/time.ts';

/** A venue that the program knows, and how far its record reaches. */
export type VenueModel = {
  readonly venue: string;
  readonly name: string;
  readonly zone: string;
  readonly firstSession: Session;
  readonly lastSession: Session;
  /** The horizon: beyond these dates nothing is known. */
  readonly first: string;
  readonly last: string;
  readonly source: string;
  readonly checkedOn: string;
  readonly caveats: readonly string[];
};

/** One trading day; instants are ISO 8601 with the exchange's offset. `null`: no lunch break. */
export type SessionModel = {
  readonly session: Session;
  readonly open: string;
  readonly breakStart: string | null;
  readonly breakEnd: string | null;
  readonly close: string;
  readonly kind: 'full' | 'half';
};

export function venueModels(): readonly VenueModel[] {
  return venueNames().map((venue) => {
    const { data, zone, firstSession, lastSession } = calendarOf(venue);
    const { name, first, last, source, checkedOn, caveats } = data;
    return { venue, name, zone, firstSession, lastSession, first, last, source, checkedOn, caveats };
  });
}

export type SessionsAsked = { readonly venue: string; readonly from: string; readonly to: string };

/** @throws usage.unknown_name, usage.invalid, calendar.beyond_horizon */
export function sessionModels({ venue, from, to }: SessionsAsked): readonly SessionModel[] {
  const calendar = calendarOf(venue);
  const [begin, end] = [toSession(from), toSession(to)];
  if (begin > end) {
    const facts = { what: '--from must not be after --to', got: `${from} to ${to}`, wayOut: 'Swap them.' };
    throw new TapelineError('usage.invalid', { facts });
  }
  const clock = wallClockOf(calendar.zone);
  const textOf = (atMs: number | null): string | null => (atMs === null ? null : zonedText(clock, atMs));
  return calendar.sessions(begin, end).map((session) => {
    const { openMs, breakStartMs, breakEndMs, closeMs, kind } = calendar.hours(session);
    const open = zonedText(clock, openMs);
    const close = zonedText(clock, closeMs);
    return { session, open, breakStart: textOf(breakStartMs), breakEnd: textOf(breakEndMs), close, kind };
  });
}

/** @throws usage.unknown_name */
export function zoneOfVenue(venue: string): string {
  return calendarOf(venue).zone;
}
