import { calendarOf } from '../calendar/calendar.ts';
import { dateInZone, instantOfWall } from '../calendar/zone.ts';
import type { PartitionCalendar } from '../control/partition/axis.ts';

/** Exchanges and zones as partitions need them. */
export const partitionCalendar: PartitionCalendar = {
  sessionDays(venue, from) {
    const { firstSession, lastSession, sessionDays } = calendarOf(venue);
    return sessionDays(from < firstSession ? firstSession : from, lastSession);
  },
  closeMs: (venue, session) => calendarOf(venue).hours(session).closeMs,
  midnightMs: (zone, session) => instantOfWall(zone, session, '00:00'),
  dateAt: dateInZone,
};
