import { assertAscending, assertSameLength } from '../../input.ts';
import { civilOfDay } from '../kernel/civil.ts';
import { columnOf, type Series } from '../kernel/series.ts';

export type CalendarUnit = 'week' | 'month' | 'quarter' | 'year';

/** The compounded return of one stretch of the calendar. */
export type CalendarReturn = {
  /** ISO 8601 for weeks: the year that the week's Thursday is in. */
  readonly year: number;
  /** 1..53, 1..12, 1..4; 1 for a year. */
  readonly number: number;
  readonly value: number;
  /** Returns in it. */
  readonly count: number;
  /** Positions of the first return in it and of the first after it. */
  readonly begin: number;
  readonly end: number;
};

/** A year of the monthly table: null where there was no return. */
export type MonthlyRow = { readonly year: number; readonly months: readonly (number | null)[]; readonly total: number };

const MONTHS = 12;
const DAYS_OF_WEEK = 7;
/** 1970-01-01 was a Thursday: days since then, plus 3, over 7 count weeks from Monday. */
const MONDAY_OFFSET = 3;
const THURSDAY = 3;

/**
 * Returns compounded by week, month, quarter or year of the sessions they are known at.
 *
 * in      returns   Series[n]; NaN counts as a period in which nothing happened
 *         sessions  Int32Array[n]  days since 1970-01-01, ascending, one per return
 * out     one entry per stretch that has a return, in order
 * throws  quant.input
 */
export function calendarReturns(returns: Series, sessions: Int32Array, unit: CalendarUnit): readonly CalendarReturn[] {
  const column = columnOf(returns);
  assertSameLength('calendarReturns', { returns: column, sessions });
  assertAscending('calendarReturns', 'sessions', sessions);
  const stretches: CalendarReturn[] = [];
  for (let begin = 0; begin < column.length; ) {
    const { year, number } = placeOf(sessions[begin]!, unit);
    let end = begin;
    let growth = 1;
    for (; end < column.length && isIn(placeOf(sessions[end]!, unit), year, number); end += 1) {
      growth *= 1 + (Number.isNaN(column[end]!) ? 0 : column[end]!);
    }
    stretches.push({ year, number, value: growth - 1, count: end - begin, begin, end });
    begin = end;
  }
  return stretches;
}

/** Years by months, with the return of each year: the table that fund reports print. */
export function monthlyTable(returns: Series, sessions: Int32Array): readonly MonthlyRow[] {
  const months = calendarReturns(returns, sessions, 'month');
  return yearlyReturns(returns, sessions).map(({ year, value: total }) => ({
    year,
    months: Array.from({ length: MONTHS }, (_, k) => {
      return months.find((month) => month.year === year && month.number === k + 1)?.value ?? null;
    }),
    total,
  }));
}

/** One bar per calendar year. */
export function yearlyReturns(returns: Series, sessions: Int32Array): readonly CalendarReturn[] {
  return calendarReturns(returns, sessions, 'year');
}

type Place = { readonly year: number; readonly number: number };

function placeOf(day: number, unit: CalendarUnit): Place {
  if (unit === 'week') return weekOf(day);
  const { year, month } = civilOfDay(day);
  if (unit === 'year') return { year, number: 1 };
  return { year, number: unit === 'month' ? month : Math.ceil(month / 3) };
}

/** ISO 8601: weeks begin on Monday and belong to the year of their Thursday. */
function weekOf(day: number): Place {
  const monday = Math.floor((day + MONDAY_OFFSET) / DAYS_OF_WEEK) * DAYS_OF_WEEK - MONDAY_OFFSET;
  const { year, month, day: dayOfMonth } = civilOfDay(monday + THURSDAY);
  return { year, number: Math.ceil(dayOfYear(year, month, dayOfMonth) / DAYS_OF_WEEK) };
}

function dayOfYear(year: number, month: number, dayOfMonth: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const before = Math.floor((275 * month) / 9) - (month > 2 ? (isLeap ? 1 : 2) : 0) - 30;
  return before + dayOfMonth;
}

function isIn(place: Place, year: number, number: number): boolean {
  return place.year === year && place.number === number;
}
