import { assertAscending } from '../input.ts';
import { type Statements, type Usable, walkKnowledge } from './statements.ts';

/**
 * For each session, the row that was the latest known: latest quarter first, then the latest revision of it.
 *
 * in      statements  one entity, rows in any order
 *         sessions    Int32Array[n]  days since 1970-01-01, ascending
 *         usable      `next_session` by default: an announcement counts from the session after its day
 * out     Int32Array[n]  row number, -1 while nothing is known
 * edge    a late report of an old quarter changes nothing; a restatement of the latest quarter takes over on its own day
 * cost    one sort of the rows, one walk
 * throws  quant.input when sessions are not ascending or the columns differ in length
 */
export function asOf(statements: Statements, sessions: Int32Array, usable: Usable = 'next_session'): Int32Array {
  assertAscending('asOf', 'sessions', sessions);
  const rows = new Int32Array(sessions.length);
  let latest = -1;
  const learn = (row: number) => {
    if (latest === -1 || statements.quarter[row]! >= statements.quarter[latest]!) latest = row;
  };
  walkKnowledge(statements, sessions, usable, learn, (session) => {
    rows[session] = latest;
  });
  return rows;
}

/** `values[row]` for each row of an as-of join, NaN where nothing is known. */
export function gather(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => (row === -1 ? Number.NaN : values[row]!));
}
