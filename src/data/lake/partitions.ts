import { days, type Frame } from '../../core/frame.ts';
import { type SessionDay, sessionOfDay } from '../../core/time.ts';
import { takeRows } from '../rows.ts';

/** The whole of a small dataset. */
export const WHOLE = 'all';

export function yearPartition(day: SessionDay): string {
  return `y=${sessionOfDay(day).slice(0, 4)}`;
}

export function sessionPartition(day: SessionDay): string {
  return `session=${sessionOfDay(day)}`;
}

/** Month partition of an instant: for what every run adds a little to. */
export function monthPartition(atMs: number): string {
  return `m=${new Date(atMs).toISOString().slice(0, 7)}`;
}

/** Rows by partition, in the order they stand in; partitions in order of first appearance. */
export function splitByDay(
  table: Frame,
  column: string,
  partitionOf: (day: SessionDay) => string,
): ReadonlyMap<string, Frame> {
  const values = days(table, column);
  const partitionOfDay = new Map<SessionDay, string>();
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < table.rows; row += 1) {
    const day = values[row]!;
    const partition = partitionOfDay.get(day) ?? partitionOf(day);
    partitionOfDay.set(day, partition);
    const rows = rowsOf.get(partition);
    if (rows === undefined) rowsOf.set(partition, [row]);
    else rows.push(row);
  }
  if (rowsOf.size === 1) return new Map([[[...rowsOf.keys()][0]!, table]]);
  return new Map([...rowsOf].map(([partition, rows]) => [partition, takeRows(table, Int32Array.from(rows))]));
}
