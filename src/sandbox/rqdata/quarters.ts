import { DAY_MS, type SessionDay, sessionOfDay } from '../../core/time.ts';

/** Quarters since 0000q1: `quarterOf(2018, 2)` is `2018 * 4 + 1`. */
export type Quarter = number;

export function quarterOf(year: number, number: number): Quarter {
  return year * 4 + number - 1;
}

export function yearOfQuarter(quarter: Quarter): number {
  return Math.floor(quarter / 4);
}

/** 1 to 4. */
export function numberOfQuarter(quarter: Quarter): number {
  return (quarter % 4) + 1;
}

export function quarterText(quarter: Quarter): string {
  return `${yearOfQuarter(quarter)}q${numberOfQuarter(quarter)}`;
}

/** `2018q2`; null for anything else. */
export function parseQuarter(text: string): Quarter | null {
  const match = /^(\d{4})q([1-4])$/i.exec(text);
  return match === null ? null : quarterOf(Number(match[1]), Number(match[2]));
}

/** The quarter a date lies in. */
export function quarterAt(day: SessionDay): Quarter {
  const text = sessionOfDay(day);
  return quarterOf(Number(text.slice(0, 4)), Math.ceil(Number(text.slice(5, 7)) / 3));
}

/** The quarter's last date. */
export function quarterEnd(quarter: Quarter): SessionDay {
  return dateDay(yearOfQuarter(quarter), numberOfQuarter(quarter) * 3 + 1, 1) - 1;
}

/** The last date by which the law wants the report: end of April, August, October, and April for the year before. */
export function reportDeadline(quarter: Quarter): SessionDay {
  const year = yearOfQuarter(quarter);
  const number = numberOfQuarter(quarter);
  if (number === 4) return dateDay(year + 1, 4, 30);
  return number === 1 ? dateDay(year, 4, 30) : number === 2 ? dateDay(year, 8, 31) : dateDay(year, 10, 31);
}

function dateDay(year: number, month: number, day: number): SessionDay {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}
