import { dayOfSession, sessionOfDay, toSession } from '../../core/time.ts';
import { invalid } from '../error.ts';

type Dated = { readonly from: string };

/**
 * For each bar the index of the row in force, -1 before the first.
 *
 * in      rows      by date, ascending
 *         sessions  days since 1970-01-01, not falling
 * throws  backtest.invalid for rows out of order, usage.invalid for a date that is none
 */
export function rowPerBar(what: string, rows: readonly Dated[], sessions: Int32Array): Int16Array {
  const days = rows.map(({ from }) => dayOfSession(toSession(from)));
  days.forEach((day, row) => {
    if (row === 0 || day > days[row - 1]!) return;
    throw invalid(what, `row ${row} is from ${rows[row]!.from}, not after the row before`, 'Sort the rows by date.');
  });
  const found = new Int16Array(sessions.length);
  let next = 0;
  for (let bar = 0; bar < sessions.length; bar += 1) {
    while (next < days.length && days[next]! <= sessions[bar]!) next += 1;
    found[bar] = next - 1;
  }
  return found;
}

/** Rows that have to cover every bar. @throws backtest.invalid naming the first bar before them */
export function coveredRowPerBar(what: string, rows: readonly Dated[], sessions: Int32Array): Int16Array {
  const found = rowPerBar(what, rows, sessions);
  if (rows.length === 0 || sessions.length === 0 || found[0]! >= 0) return found;
  const problem = `it begins on ${rows[0]!.from}, the bars on ${sessionOfDay(sessions[0]!)}`;
  throw invalid(what, problem, 'Add the earlier rates, start later, or pass [] to charge none.');
}
