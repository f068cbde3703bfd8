import { TapelineError } from '../../core/errors.ts';
import { type Session, sessionOfDay } from '../../core/time.ts';
import { assertSameLength } from '../input.ts';

export type GuardedColumn = {
  readonly dataset: string;
  readonly values: Float64Array;
  /** Day (since 1970-01-01) on which each value became known. */
  readonly knownAt: Int32Array;
};

/**
 * A reader that refuses to look ahead: every access names the day it is made for, and a value known only later throws
 * instead of leaking into the past.
 *
 * throws  data.beyond_as_of, naming both days
 */
export function guardAsOf(column: GuardedColumn, asOfDay: number): (row: number) => number {
  assertSameLength(column.dataset, { values: column.values, knownAt: column.knownAt });
  return (row) => {
    const known = column.knownAt[row] ?? Number.NaN;
    if (known <= asOfDay) return column.values[row]!;
    throw beyondAsOf(column.dataset, asOfDay, known);
  };
}

/** The same check for a whole column at once: row k was used on day `usedOn[k]`. @throws data.beyond_as_of */
export function assertKnown(column: GuardedColumn, usedOn: Int32Array): void {
  assertSameLength(column.dataset, { values: column.values, knownAt: column.knownAt, usedOn });
  for (let row = 0; row < usedOn.length; row += 1) {
    const known = column.knownAt[row]!;
    if (known > usedOn[row]! && Number.isFinite(column.values[row]!))
      throw beyondAsOf(column.dataset, usedOn[row]!, known);
  }
}

function beyondAsOf(dataset: string, asOfDay: number, knownDay: number): TapelineError {
  return new TapelineError('data.beyond_as_of', { facts: { dataset, asOf: dayText(asOfDay), got: dayText(knownDay) } });
}

function dayText(day: number): Session | 'no such row' {
  return Number.isFinite(day) ? sessionOfDay(day) : 'no such row';
}
