import { toSession } from '../../../core/time.ts';
import { inputError } from '../../indicators/kernel/options.ts';
import { yearOfDay } from './civil.ts';
import type { SessionCalendar } from './terms.ts';

/**
 * Periods per year as the exchange counts them: each session is 1/S of a year, S being the sessions of its own year.
 * Daily returns of 2024 at Shanghai give 242; weekly ones about 52.
 *
 * in      sessions  Int32Array[n >= 2]  days since 1970-01-01, ascending, the first one the start of the first period
 *                                       (with one day per return it is taken for it, one period is lost)
 * throws  quant.input below 2 sessions or when the calendar has none between them; what the calendar throws
 */
export function exactPeriodsPerYear(sessions: Int32Array, calendar: SessionCalendar): number {
  const periods = sessions.length - 1;
  const years = periods < 1 ? 0 : yearsBetween(sessions[0]!, sessions[periods]!, calendar);
  if (years > 0) return periods / years;
  const got = periods < 1 ? `${sessions.length} sessions` : 'no session of the calendar between the first and the last';
  throw inputError('metrics', 'sessions', got, 'Give at least two, of the venue whose calendar this is.');
}

/** Years of trading after `begin` up to and with `end`. */
function yearsBetween(begin: number, end: number, calendar: SessionCalendar): number {
  let years = 0;
  for (let year = yearOfDay(begin); year <= yearOfDay(end); year += 1) {
    const days = calendar.sessionDays(toSession(`${year}-01-01`), toSession(`${year}-12-31`));
    const inside = days.reduce((count, day) => count + (day > begin && day <= end ? 1 : 0), 0);
    if (inside > 0) years += inside / days.length;
  }
  return years;
}
