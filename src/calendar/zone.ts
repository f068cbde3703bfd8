import { dayOfSession, type Session, sessionOfDay } from '../core/time.ts';
import { Temporal } from './temporal.ts';

/** A wall-clock time, `HH:MM`; `24:00` is midnight at the end of the day. */
export type WallTime = `${number}:${number}`;

/** The instant at which clocks in `zone` show `time` on `session`. Epoch milliseconds, UTC. */
export function instantOfWall(zone: string, session: Session, time: WallTime): number {
  const midnightEnds = time === '24:00';
  const date = midnightEnds ? sessionOfDay(dayOfSession(session) + 1) : session;
  const wall = Temporal.PlainDateTime.from(`${date}T${midnightEnds ? '00:00' : time}`);
  return wall.toZonedDateTime(zone).epochMilliseconds;
}

/** The date that a wall calendar in `zone` shows at the instant `atMs`. */
export function dateInZone(zone: string, atMs: number): Session {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate().toString() as Session;
}

/** The day that clocks in `zone` show at an instant, and the instant at which it ends: midnight, or what comes for it. */
export function dayInZone(zone: string, atMs: number): { readonly day: Session; readonly endsAtMs: number } {
  const day = dateInZone(zone, atMs);
  return { day, endsAtMs: instantOfWall(zone, day, '24:00') };
}
