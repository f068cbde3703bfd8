import { NO_INT } from '../../../core/frame.ts';
import { dayOfSession, type Session, sessionOfDay } from '../../../core/time.ts';
import { numberReader, whyNoNumber } from '../../../data/source/cells.ts';
import type { ParsedBuilder } from '../../../data/source/parsed-builder.ts';
import type { SourceRequest } from '../../../data/source/source.ts';
import type { CsvTable } from '../../files/csv.ts';
import { isNoDay, sessionCell } from './schema.ts';

/** What makes one record unusable: a sentence for the quarantine. */
export class Refused extends Error {}

/** Runs `map` over the records; a `Refused` puts that record among the rejections. */
export function eachRecord(
  table: CsvTable,
  out: ParsedBuilder,
  map: (record: readonly string[], line: number) => void,
): void {
  const width = table.header.length;
  for (let row = 0; row < table.records.length; row += 1) {
    const [record, line] = [table.records[row]!, table.lines[row]!];
    try {
      if (record.length !== width) throw new Refused(`${record.length} cells, the header has ${width}`);
      map(record, line);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      out.reject(line, error.message, record);
    }
  }
}

/** The instrument of a record, provided that it was asked for. */
export function askedFor(request: SourceRequest): (cell: string) => string {
  const asked = request.instruments.length === 0 ? null : new Set(request.instruments);
  return (cell) => {
    if (cell === '') throw new Refused('order_book_id: empty');
    if (asked !== null && !asked.has(cell)) throw new Refused(`order_book_id: "${cell}" was not asked for`);
    return cell;
  };
}

/** The day of a record, provided that it lies within what was asked. */
export function sessionWithin(request: SourceRequest): (cell: string) => number {
  const from = request.from === null ? Number.NEGATIVE_INFINITY : dayOfSession(request.from);
  const to = Math.min(dayOrInfinity(request.to), dayOrInfinity(request.asOf));
  return (cell) => {
    const day = sessionCell(cell);
    if (day === null) throw new Refused(`date: ${JSON.stringify(cell)} is not a date`);
    if (day < from || day > to) throw new Refused(`date: ${sessionOfDay(day)} was not asked for`);
    return day;
  };
}

export function dayOrInfinity(session: Session | null): number {
  return session === null ? Number.POSITIVE_INFINITY : dayOfSession(session);
}

export function refuseAfter(asOf: Session | null, day: number): void {
  if (day > dayOrInfinity(asOf)) throw new Refused(`announced on ${sessionOfDay(day)}, after ${asOf}`);
}

export function dayOrNone(cell: string, column: string): number {
  if (isNoDay(cell)) return NO_INT;
  const day = sessionCell(cell);
  if (day === null) throw new Refused(`${column}: ${JSON.stringify(cell)} is not a date`);
  return day;
}

const number = numberReader();

export function numberAt(record: readonly string[], index: number, column: string): number {
  const value = number(record[index]!);
  if (value === null) throw new Refused(`${column}: ${whyNoNumber(record[index]!)}`);
  return value;
}

const QUARTER_END = ['03-31', '06-30', '09-30', '12-31'];

/** The quarter of a record, provided that its last day lies within what was asked. */
export function quarterWithin(request: SourceRequest): (cell: string) => string {
  const from = request.from === null ? Number.NEGATIVE_INFINITY : dayOfSession(request.from);
  const to = dayOrInfinity(request.to);
  return (cell) => {
    const match = /^(\d{4})q([1-4])$/.exec(cell);
    if (match === null) throw new Refused(`quarter: ${JSON.stringify(cell)} is not like 2018q2`);
    const day = dayOfSession(`${match[1]}-${QUARTER_END[Number(match[2]) - 1]}` as Session);
    if (day < from || day > to) throw new Refused(`quarter: ${cell} was not asked for`);
    return cell;
  };
}
