import { dayOfSession, type SessionDay, toSession } from '../core/time.ts';
import { daysNamed, weekdayOf } from './closed-days.ts';
import type { VenueData } from './venues/venue.ts';
import type { WallTime } from './zone.ts';

/** The sessions of one venue, worked out once from its data. */
export type SessionTable = {
  /** The horizon: the first and the last date about which the venue's data speaks. */
  readonly firstDay: SessionDay;
  readonly lastDay: SessionDay;
  /** Every session, ascending. */
  readonly days: Int32Array;
  /** When a half day ends. */
  readonly halfDayClose: ReadonlyMap<SessionDay, WallTime>;
};

export function sessionTable(data: VenueData): SessionTable {
  const firstDay = dayOfSession(toSession(data.first));
  const lastDay = dayOfSession(toSession(data.last));
  const yearFirst = Number(data.first.slice(0, 4));
  const yearLast = Number(data.last.slice(0, 4));
  const closed = new Set(daysNamed(data.closures, yearFirst, yearLast));
  for (const { dates } of data.adHoc ?? [])
    for (const day of daysNamed({ dates }, yearFirst, yearLast)) closed.add(day);
  const days: SessionDay[] = [];
  for (let day = firstDay; day <= lastDay; day += 1) {
    if (!closed.has(day) && !data.weekend.includes(weekdayOf(day))) days.push(day);
  }
  const halfDayClose = new Map<SessionDay, WallTime>();
  for (const half of data.halfDays) {
    for (const day of daysNamed(half.days, yearFirst, yearLast)) halfDayClose.set(day, half.close);
  }
  return { firstDay, lastDay, days: Int32Array.from(days), halfDayClose };
}

/** How many of the ascending `days` lie before `day`. */
export function countBefore(days: Int32Array, day: SessionDay): number {
  let begin = 0;
  let end = days.length;
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    if (days[middle]! < day) begin = middle + 1;
    else end = middle;
  }
  return begin;
}
