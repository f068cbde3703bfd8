import { TapelineError } from '../../core/errors.ts';
import type { SessionDay } from '../../core/time.ts';
import { dayOfSession, toSession } from '../../core/time.ts';
import type { SessionChoice } from '../../core/trigger.ts';
import type { Calendar } from '../calendar.ts';
import { civilOfDay, dayOfCivil, daysInMonth, weekdayNumber } from '../civil-day.ts';
import { countBefore } from '../session-table.ts';

/** The sessions in which a calendar trigger is due, ascending, and the dates between which that is certain. */
export type ChosenSessions = {
  readonly days: Int32Array;
  readonly lowDay: SessionDay;
  readonly highDay: SessionDay;
};

const NTH_MAX = { week: 5, month: 23 } as const;
const PLUS_MAX = 250;

/** @throws usage.trigger */
export function chosenSessions(
  calendar: Calendar,
  on: SessionChoice | undefined,
  plusSessions: number,
): ChosenSessions {
  checkChoice(on, plusSessions);
  const { first, last } = calendar.data;
  const horizon = { lowDay: dayOfSession(toSession(first)), highDay: dayOfSession(toSession(last)) };
  const days = calendar.sessionDays(toSession(first), toSession(last));
  const chosen = on === undefined ? { days, ...horizon } : choose(days, horizon, on);
  return plusSessions === 0 ? chosen : shifted(days, chosen, plusSessions);
}

function checkChoice(on: SessionChoice | undefined, plusSessions: number): void {
  if (!Number.isInteger(plusSessions) || plusSessions < 0 || plusSessions > PLUS_MAX)
    throw new TapelineError('usage.trigger', { facts: { part: 'plus_sessions', got: String(plusSessions) } });
  if (on === undefined) return;
  const max = Object.hasOwn(NTH_MAX, on.of) ? NTH_MAX[on.of] : 0;
  if (!Number.isInteger(on.nth) || on.nth === 0 || Math.abs(on.nth) > max)
    throw new TapelineError('usage.trigger', { facts: { part: 'on', got: JSON.stringify(on) } });
}

type Horizon = { readonly lowDay: SessionDay; readonly highDay: SessionDay };

/**
 * The n-th session of each week or month. A week or month that the horizon cuts is counted only from the side that is
 * known: what its n-th session is from the other side, nobody can say.
 */
function choose(days: Int32Array, { lowDay, highDay }: Horizon, { nth, of }: SessionChoice): ChosenSessions {
  const first = periodOf(lowDay, of);
  const last = periodOf(highDay, of);
  const low = nth > 0 && first.begin < lowDay ? first.end + 1 : lowDay;
  const high = nth < 0 && last.end > highDay ? last.begin - 1 : highDay;
  const chosen: SessionDay[] = [];
  let day = low;
  while (day <= high) {
    const { end } = periodOf(day, of);
    const [from, to] = [countBefore(days, day), countBefore(days, Math.min(end, high) + 1)];
    const index = nth > 0 ? from + nth - 1 : to + nth;
    if (index >= from && index < to) chosen.push(days[index]!);
    day = end + 1;
  }
  return { days: Int32Array.from(chosen), lowDay: low, highDay: high };
}

/** The week, from Monday, or the month that holds a day. */
function periodOf(day: SessionDay, of: SessionChoice['of']): { readonly begin: SessionDay; readonly end: SessionDay } {
  if (of === 'week') {
    const begin = day - ((weekdayNumber(day) + 6) % 7);
    return { begin, end: begin + 6 };
  }
  const { year, month } = civilOfDay(day);
  const begin = dayOfCivil(year, month, 1);
  return { begin, end: begin + daysInMonth(year, month) - 1 };
}

/** T+n: what a session before the horizon would lead to is unknown, so certainty begins n sessions later. */
function shifted(days: Int32Array, chosen: ChosenSessions, count: number): ChosenSessions {
  const moved = Array.from(chosen.days, (day) => days[countBefore(days, day) + count]);
  const known = moved.filter((day) => day !== undefined && day <= chosen.highDay) as SessionDay[];
  const uncertain = days[countBefore(days, chosen.lowDay) + count - 1];
  const lowDay = uncertain === undefined ? chosen.highDay + 1 : uncertain + 1;
  return { days: Int32Array.from(known), lowDay, highDay: chosen.highDay };
}
