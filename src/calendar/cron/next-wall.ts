import { DAY_MS, type SessionDay } from '../../core/time.ts';
import { type CivilDay, civilOfDay, dayOfCivil, daysInMonth, weekdayNumber } from '../civil-day.ts';
import type { CronPattern, DayField, WeekdayField } from './pattern.ts';

/** The Gregorian calendar repeats itself after 400 years: a day that did not come by then never does. */
const MONTHS_MAX = 400 * 12;
const DAY_SECONDS = 86_400;

/** The first wall time at or after `wallMs` that the pattern names; null when there is none. */
export function nextWall(pattern: CronPattern, wallMs: number): number | null {
  const seconds = Math.ceil(wallMs / 1000);
  const today = Math.floor(seconds / DAY_SECONDS);
  const day = nextDay(pattern, today);
  if (day === today) {
    const time = nextTime(pattern, seconds - today * DAY_SECONDS);
    if (time >= 0) return today * DAY_MS + time * 1000;
  }
  const later = day === today ? nextDay(pattern, today + 1) : day;
  return later === null ? null : later * DAY_MS + nextTime(pattern, 0) * 1000;
}

/** The first second of the day at or after `second`; -1 when there is none any more. */
export function nextTime({ hours, minutes, seconds }: CronPattern, second: number): number {
  const [hour, minute] = [Math.floor(second / 3600), Math.floor(second / 60) % 60];
  if (hours[hour] === hour) {
    if (minutes[minute] === minute) {
      const inMinute = seconds[second % 60]!;
      if (inMinute >= 0) return hour * 3600 + minute * 60 + inMinute;
    }
    const laterMinute = minutes[minute + 1]!;
    if (laterMinute >= 0) return hour * 3600 + laterMinute * 60 + seconds[0]!;
  }
  const laterHour = hours[hour + 1]!;
  return laterHour < 0 ? -1 : laterHour * 3600 + minutes[0]! * 60 + seconds[0]!;
}

/** The first day at or after `day` that the pattern names; null when it never comes. */
export function nextDay(pattern: CronPattern, day: SessionDay): SessionDay | null {
  const from = civilOfDay(day);
  let { year, month, day: first } = from;
  for (let count = 0; count <= MONTHS_MAX; count += 1) {
    if (pattern.months[month]) {
      const found = dayWithin(pattern, { year, month, day: first });
      if (found !== null) return found;
    }
    first = 1;
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year += 1;
  }
  return null;
}

/** The first day of a month, from `from` on, that the pattern names. */
function dayWithin(pattern: CronPattern, from: CivilDay): SessionDay | null {
  const length = daysInMonth(from.year, from.month);
  const begin = dayOfCivil(from.year, from.month, 1);
  for (let day = from.day; day <= length; day += 1) {
    if (isNamed(pattern, { day, length, weekday: weekdayNumber(begin + day - 1) })) return begin + day - 1;
  }
  return null;
}

/** A day of its month: 1 … `length`, Sunday 0. */
type MonthDay = { readonly day: number; readonly length: number; readonly weekday: number };

function isNamed({ days, weekdays, needsBoth }: CronPattern, at: MonthDay): boolean {
  if (days === null) return weekdays === null || isWeekdayNamed(weekdays, at);
  if (weekdays === null) return isDayNamed(days, at);
  if (needsBoth) return isDayNamed(days, at) && isWeekdayNamed(weekdays, at);
  return isDayNamed(days, at) || isWeekdayNamed(weekdays, at);
}

function isDayNamed({ on, nearestTo, isLast, isLastWeekday }: DayField, at: MonthDay): boolean {
  if (on.has(at.day)) return true;
  if (isLast && at.day === at.length) return true;
  if (isLastWeekday && at.day === nearestWeekday(at.length, at)) return true;
  return nearestTo.some((day) => day <= at.length && at.day === nearestWeekday(day, at));
}

/** Monday to Friday nearest to a day, never in another month. */
function nearestWeekday(day: number, at: MonthDay): number {
  const weekday = (((at.weekday + day - at.day) % 7) + 7) % 7;
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === at.length ? day - 2 : day + 1;
  return day;
}

function isWeekdayNamed({ on, nth }: WeekdayField, at: MonthDay): boolean {
  if (on.has(at.weekday)) return true;
  const count = Math.ceil(at.day / 7);
  const isLast = at.day + 7 > at.length;
  return nth.some((each) => each.weekday === at.weekday && (each.nth < 0 ? isLast : each.nth === count));
}
