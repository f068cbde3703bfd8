import { type Cells, columnsOf, sortByKey } from './cells.ts';
import type { StateTable } from './tables.ts';

/** Rows of one state table by their key: the only way to read a table without a statement of its own. */
export type RangeQuery = {
  readonly table: StateTable;
  /** Values of the first key columns; every row has them. */
  readonly prefix: readonly (string | number)[];
  /** Bounds of the key column that follows the prefix: `after < value <= until`. */
  readonly after?: string | number;
  readonly until?: string | number;
  /** Rows come in the order of the key, or the other way round. */
  readonly order?: 'ascending' | 'descending';
  readonly limit?: number;
};

/** The key columns: those of the prefix, those that follow and give the order, and the first of these, if any. */
export function columnsOfRange({ table, prefix }: RangeQuery): {
  readonly fixed: readonly string[];
  readonly rest: readonly string[];
  readonly bounded: string | null;
} {
  const { key } = columnsOf(table);
  const rest = key.slice(prefix.length);
  return { fixed: key.slice(0, prefix.length), rest, bounded: rest[0] ?? null };
}

/** What a range is, told without a database: stores that keep rows in memory use it, others are compared with it. */
export function inRange(query: RangeQuery, rows: readonly Cells[]): readonly Cells[] {
  const { table, prefix, order, limit } = query;
  const { fixed, bounded } = columnsOfRange(query);
  const isIn = (row: Cells): boolean =>
    fixed.every((name, index) => row[name] === prefix[index]) && (bounded === null || isBetween(row[bounded]!, query));
  const sorted = sortByKey(table, rows.filter(isIn));
  return (order === 'descending' ? sorted.toReversed() : sorted).slice(0, limit);
}

function isBetween(value: string | number, { after, until }: RangeQuery): boolean {
  return (after === undefined || value > after) && (until === undefined || value <= until);
}
