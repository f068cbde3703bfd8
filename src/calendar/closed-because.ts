import { dayOfSession, type Session, type SessionDay } from '../core/time.ts';
import { dayOfRule, daysNamed, weekdayOf } from './closed-days.ts';
import type { VenueData } from './venues/venue.ts';

/** `closure`: what nobody planned. The name is the exchange's, where it is known. */
export type ClosedBecause = {
  readonly because: 'weekend' | 'holiday' | 'closure';
  readonly name: string | null;
};

/** Why there is no session on a date of which that is known. */
export function closedBecause(data: VenueData, session: Session): ClosedBecause {
  const day = dayOfSession(session);
  if (data.weekend.includes(weekdayOf(day))) return { because: 'weekend', name: null };
  const year = Number(session.slice(0, 4));
  const adHoc = data.adHoc?.find(({ dates }) => daysNamed({ dates }, year, year).has(day));
  if (adHoc !== undefined) return { because: 'closure', name: adHoc.name };
  return { because: 'holiday', name: holidayName(data, session, day) };
}

function holidayName({ closures, names }: VenueData, session: Session, day: SessionDay): string | null {
  const year = Number(session.slice(0, 4));
  // A New Year's Day may be kept in the year before.
  const isOn = (rule: Parameters<typeof dayOfRule>[0]): boolean =>
    dayOfRule(rule, year) === day || dayOfRule(rule, year + 1) === day;
  const rule = [...(closures.rules ?? []), ...(names?.rules ?? [])].find(isOn);
  if (rule !== undefined) return rule.name;
  const monthDay = session.slice(5);
  return names?.seasons?.find(({ from, to }) => from <= monthDay && monthDay <= to)?.name ?? null;
}
