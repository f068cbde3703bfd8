import { isTapelineError } from '../../../core/errors.ts';
import { type SessionDay, sessionOfDay } from '../../../core/time.ts';
import type { Table } from '../csv.ts';
import { type Arguments, type Method, refuseValue, requireDay } from '../request.ts';

/** The exchange's sessions, also future ones. */
export const getTradingDates: Method = {
  parameters: ['start_date', 'end_date', 'market'],
  answer: (args, { market }) => {
    const [from, to] = [requireDay(args, 'start_date'), requireDay(args, 'end_date')];
    if (from > to) refuseValue(`invalid date range: [${sessionOfDay(from)}, ${sessionOfDay(to)}]`);
    return datesTable(() => market.calendar.sessions(sessionOfDay(from), sessionOfDay(to)));
  },
};

export const getPreviousTradingDate: Method = {
  parameters: ['date', 'n', 'market'],
  answer: (args, { market }) => datesTable(() => [market.calendar.previous(sessionOfDay(dateOf(args)), countOf(args))]),
};

export const getNextTradingDate: Method = {
  parameters: ['date', 'n', 'market'],
  answer: (args, { market }) => datesTable(() => [market.calendar.next(sessionOfDay(dateOf(args)), countOf(args))]),
};

function dateOf(args: Arguments): SessionDay {
  return requireDay(args, 'date');
}

function countOf(args: Arguments): number {
  const n = args.n ?? 1;
  return typeof n === 'number' && Number.isInteger(n) && n >= 1
    ? n
    : refuseValue(`n: expect an integer >= 1, got ${JSON.stringify(n)}`);
}

/** A date that the calendar does not know yet is the caller's mistake. */
function datesTable(sessions: () => readonly string[]): Table {
  try {
    return { columns: ['trading_date'], rows: sessions().map((session) => [session]) };
  } catch (error) {
    if (isTapelineError(error)) return refuseValue(error.message);
    throw error;
  }
}
