import type { ColumnType, Schema } from '../../core/frame.ts';
import { identifier, unitedFiles } from './sql-text.ts';

/** The rows of an asset: those of its files, or none of the columns it would have. Null when nobody knows those. */
export function viewSql(paths: readonly string[], schema: Schema | undefined): string | null {
  if (paths.length > 0) return `SELECT * FROM ${unitedFiles(paths)}`;
  if (schema === undefined) return null;
  const columns = Object.entries(schema).map(([name, type]) => `NULL::${SQL_TYPES[type]} AS ${identifier(name)}`);
  return `SELECT ${columns.join(', ')} WHERE false`;
}

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  double: 'DOUBLE',
  int: 'INTEGER',
  day: 'DATE',
  instant: 'TIMESTAMPTZ',
  flag: 'BOOLEAN',
  text: 'VARCHAR',
};
