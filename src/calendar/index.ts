/**
 * Exchange calendars: which days an exchange trades, and when it opens and closes on them.
 *
 * @example
 * import { calendarOf, toSession } from 'tapeline/calendar';
 *
 * const shanghai = calendarOf('XSHG');
 * shanghai.next(toSession('2024-02-08')); // '2024-02-19': the spring festival lies between
 * shanghai.hours(toSession('2024-02-19')).closeMs; // 1708326000000, which is 15:00 in Shanghai
 */
export { type Session, toSession } from '../core/time.ts';
export type * from '../core/trigger.ts';
export { type Calendar, calendarFrom, calendarOf, type SessionHours, venueNames } from './calendar.ts';
export type { ClosedBecause } from './closed-because.ts';
export { type TickSourceOptions, tickSource } from './schedule/tick-source.ts';
export type {
  AdHocClosure,
  ClosedDays,
  DayRule,
  HalfDays,
  RegularHours,
  Season,
  VenueData,
  Weekday,
  YearDates,
} from './venues/venue.ts';
export type { WallTime } from './zone.ts';
