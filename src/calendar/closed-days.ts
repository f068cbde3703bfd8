import { DAY_MS, dayOfSession, type SessionDay, toSession } from '../core/time.ts';

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

const WEEKDAYS: readonly Weekday[] = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'];

/**
 * A day that comes back every year, from the first year it was kept to the last.
 * `on` is a fixed date, the nth weekday of a month (-1 is the last; `plusDays` counts on from there), or a distance from
 * Easter Sunday. `moved` says what happens to a fixed date that falls on a weekend.
 */
export type DayRule = {
  readonly name: string;
  readonly from?: number;
  readonly to?: number;
  readonly except?: readonly number[];
  readonly on:
    | { readonly month: number; readonly day: number; readonly moved?: Move }
    | { readonly month: number; readonly nth: number; readonly weekday: Weekday; readonly plusDays?: number }
    | { readonly easterPlusDays: number };
  /** Kept only when it falls on one of these. */
  readonly onlyOn?: readonly Weekday[];
};

export type Move =
  /** Sunday to Monday; a Saturday is lost. */
  | 'sunday_to_monday'
  /** Saturday to Friday, Sunday to Monday. */
  | 'nearest_weekday'
  /** Saturday and Sunday to the Monday after. */
  | 'weekend_to_monday'
  /** Saturday and Sunday to the Friday before. */
  | 'weekend_to_friday';

/**
 * Dates by year, as people write them: `{ 2024: '01-01 02-09..02-16' }`. A run covers every day in it, and stays within its year.
 */
export type YearDates = Readonly<Record<number, string>>;

export type ClosedDays = {
  readonly rules?: readonly DayRule[];
  readonly dates?: YearDates;
};

/** Every day that the rules and dates name, from the first of January of `yearFirst` to the end of `yearLast`. */
export function daysNamed(days: ClosedDays, yearFirst: number, yearLast: number): ReadonlySet<SessionDay> {
  const named = new Set<SessionDay>();
  for (let year = yearFirst; year <= yearLast; year += 1) {
    for (const rule of days.rules ?? []) {
      const day = dayOfRule(rule, year);
      if (day !== null) named.add(day);
    }
    for (const day of daysOfDates(year, days.dates?.[year] ?? '')) named.add(day);
  }
  return named;
}

export function weekdayOf(day: SessionDay): Weekday {
  return WEEKDAYS[((day % 7) + 7) % 7]!;
}

/** The day on which `rule` is kept in `year`; null when it is not. */
export function dayOfRule(rule: DayRule, year: number): SessionDay | null {
  const kept = year >= (rule.from ?? year) && year <= (rule.to ?? year) && !rule.except?.includes(year);
  if (!kept) return null;
  const day = dayOn(rule.on, year);
  return rule.onlyOn === undefined || rule.onlyOn.includes(weekdayOf(day)) ? day : null;
}

function dayOn(on: DayRule['on'], year: number): SessionDay {
  if ('easterPlusDays' in on) return easterSunday(year) + on.easterPlusDays;
  if ('nth' in on) return nthWeekday(year, on) + (on.plusDays ?? 0);
  const day = dayOf(year, on.month, on.day);
  return day + (on.moved === undefined ? 0 : daysMoved(on.moved, weekdayOf(day)));
}

function daysMoved(move: Move, weekday: Weekday): number {
  if (weekday === 'sat')
    return { sunday_to_monday: 0, nearest_weekday: -1, weekend_to_monday: 2, weekend_to_friday: -1 }[move];
  if (weekday === 'sun') return move === 'weekend_to_friday' ? -2 : 1;
  return 0;
}

function nthWeekday(
  year: number,
  on: { readonly month: number; readonly nth: number; readonly weekday: Weekday },
): number {
  const fromEnd = on.nth < 0;
  const edge = fromEnd ? dayOf(year, on.month + 1, 0) : dayOf(year, on.month, 1);
  const distance = WEEKDAYS.indexOf(on.weekday) - WEEKDAYS.indexOf(weekdayOf(edge));
  const weeks = 7 * (fromEnd ? on.nth + 1 : on.nth - 1);
  return edge + weeks + (fromEnd ? -((7 - distance) % 7) : (distance + 7) % 7);
}

/** The first Sunday after the paschal full moon, Gregorian (Oudin's arithmetic, as the US Naval Observatory gives it). */
export function easterSunday(year: number): SessionDay {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const shift = Math.floor((century - 17) / 25);
  let moon = (century - Math.floor(century / 4) - Math.floor((century - shift) / 3) + 19 * golden + 15) % 30;
  moon -=
    Math.floor(moon / 28) * (1 - Math.floor(moon / 28) * Math.floor(29 / (moon + 1)) * Math.floor((21 - golden) / 11));
  const weekday = (year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4)) % 7;
  const march21Plus = moon - weekday;
  return dayOf(year, 3, 28 + march21Plus);
}

function* daysOfDates(year: number, text: string): Generator<SessionDay> {
  for (const run of text.split(' ').filter((part) => part !== '')) {
    const [begin, end] = run.split('..');
    const last = dayOfMonthDay(year, end ?? begin!);
    for (let day = dayOfMonthDay(year, begin!); day <= last; day += 1) yield day;
  }
}

function dayOfMonthDay(year: number, monthDay: string): SessionDay {
  return dayOfSession(toSession(`${year}-${monthDay}`));
}

function dayOf(year: number, month: number, day: number): SessionDay {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}
