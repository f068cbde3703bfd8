import type { Calendar } from '../calendar/index.ts';

/**
 * Whether nothing could become known between a run's as-of and a later moment: no session closed in between. What such
 * a run receives counts as known at its as-of; a run that looks back receives things it must not use.
 */
export function isLive(calendar: Calendar, asOfMs: number, atMs: number): boolean {
  return atMs <= asOfMs || calendar.lastClosedSession(asOfMs) === calendar.lastClosedSession(atMs);
}

/** Since when a change received at `atMs` is known. */
export function knownSince(calendar: Calendar, asOfMs: number, atMs: number): number {
  return isLive(calendar, asOfMs, atMs) ? Math.min(asOfMs, atMs) : atMs;
}
