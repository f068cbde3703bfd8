import { dayOfSession, type Session, sessionOfDay } from '../../core/time.ts';
import type { SourceKind } from '../source/source.ts';
import type { DataPath } from './data-path.ts';

export type RangeOptions = {
  readonly startDate: Session | null;
  readonly endDate: Session | null;
  /** Calendar days before the end; `auto`: everything, unless the source meters what it gives: then a year. */
  readonly daysBack: number | 'auto';
};

/** Why the range ends before today. */
export type RangeNote =
  | { readonly code: 'market_closed'; readonly today: Session }
  | { readonly code: 'session_open'; readonly today: Session; readonly closesAtMs: number }
  | { readonly code: 'not_published'; readonly published: Session; readonly closed: Session }
  | { readonly code: 'end_date'; readonly endDate: Session }
  | { readonly code: 'metered'; readonly daysBack: number };

export type SyncRange = {
  readonly from: Session;
  readonly to: Session;
  /** The newest session whose bars can exist: closed at the as-of, and published. */
  readonly lastSession: Session;
  readonly notes: readonly RangeNote[];
};

/** What a metered source is asked for when nobody says how much. */
const METERED_DAYS_BACK = 365;

/**
 * The sessions a sync is about: up to the last one that has closed and that the source says it has.
 *
 * throws  calendar.beyond_horizon when a date that was asked for is outside what the calendar knows
 */
export async function syncRange(path: DataPath, kind: SourceKind, options: RangeOptions): Promise<SyncRange> {
  const { calendar, asOfMs, source, signal } = path;
  const closed = calendar.lastClosedSession(asOfMs);
  const published = await source.readiness(kind, signal);
  const lastSession = published !== null && published < closed ? published : closed;
  const notes: RangeNote[] = [...todayNote(path)];
  if (lastSession < closed) notes.push({ code: 'not_published', published: lastSession, closed });
  const { endDate, startDate } = options;
  for (const asked of [startDate, endDate]) if (asked !== null) calendar.isSession(asked);
  const to = endDate !== null && endDate < lastSession ? endDate : lastSession;
  if (to !== lastSession) notes.push({ code: 'end_date', endDate: to });
  const daysBack = daysBackOf(path, options);
  if (options.daysBack === 'auto' && daysBack !== null && startDate === null) notes.push({ code: 'metered', daysBack });
  const from = startDate ?? (daysBack === null ? calendar.firstSession : sessionOfDay(dayOfSession(to) - daysBack));
  return { from: from < calendar.firstSession ? calendar.firstSession : from, to, lastSession, notes };
}

function todayNote({ calendar, asOfMs }: DataPath): readonly RangeNote[] {
  const today = calendar.sessionOn(asOfMs);
  if (!calendar.isSession(today)) return [{ code: 'market_closed', today }];
  const { closeMs } = calendar.hours(today);
  return closeMs > asOfMs ? [{ code: 'session_open', today, closesAtMs: closeMs }] : [];
}

function daysBackOf(path: DataPath, { daysBack, startDate }: RangeOptions): number | null {
  if (daysBack !== 'auto') return daysBack;
  const isMetered = path.isMetered && !path.source.info.simulated && startDate === null;
  return isMetered ? METERED_DAYS_BACK : null;
}
