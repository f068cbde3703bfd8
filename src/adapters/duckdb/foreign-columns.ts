import type { ColumnType } from '../../core/frame.ts';
import { identifier, textLiteral } from './sql-text.ts';

export type ColumnReading = {
  readonly type: ColumnType;
  /** SQL of the value, to be cast to that type. */
  readonly from: string;
};

/**
 * How a column that somebody else wrote is read, by DuckDB's name of its type. Nothing is guessed: what is neither a
 * number, a text, a flag nor a date is refused, and so are integers that a double cannot hold.
 *
 * @throws Error with a sentence that names the column
 */
export function readingOf(name: string, sqlType: string | undefined): ColumnReading {
  const column = identifier(name);
  if (sqlType === undefined) throw new Error(`column "${name}" is no longer there`);
  if (sqlType === 'DATE') return { type: 'day', from: column };
  if (sqlType === 'BOOLEAN') return { type: 'flag', from: column };
  if (sqlType === 'VARCHAR') return { type: 'text', from: column };
  if (sqlType.startsWith('TIMESTAMP')) return { type: 'instant', from: column };
  // By its digits: only the reading of a text rounds correctly, however many there are.
  if (sqlType.startsWith('DECIMAL(') && sqlType.endsWith(')')) return { type: 'double', from: `${column}::VARCHAR` };
  if (EXACT_NUMBERS.has(sqlType)) return { type: 'double', from: column };
  if (WIDE_INTEGERS.has(sqlType)) return { type: 'double', from: heldByDouble(name) };
  throw new Error(`column "${name}" is of type ${sqlType}, which holds no number, text or date`);
}

const EXACT_NUMBERS = new Set([
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'FLOAT',
  'DOUBLE',
]);
const WIDE_INTEGERS = new Set(['BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT']);

function heldByDouble(name: string): string {
  const column = identifier(name);
  const refusal = textLiteral(`column "${name}" has an integer beyond 2^53, which would be rounded`);
  const most = Number.MAX_SAFE_INTEGER;
  return `CASE WHEN ${column} > ${most} OR ${column} < -${most} THEN error(${refusal}) ELSE ${column} END`;
}
