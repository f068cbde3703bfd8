import { type DuckDBConnection, type DuckDBResult, ResultReturnType } from '@duckdb/node-api';

/**
 * Must follow the last chunk of every streamed result. What fails after the first rows ends the stream like any end,
 * with an empty chunk and no error (1.5.5): rows would be missing and nobody told. Only the result's own kind gives it
 * away.
 *
 * @throws Error with DuckDB's sentence, for which the query runs once more, all columns and no rows
 */
export async function requireWhole(connection: DuckDBConnection, result: DuckDBResult, sql: string): Promise<void> {
  if (!isBrokenOff(result)) return;
  await connection.run(`SELECT bit_xor(hash(*COLUMNS(*))) FROM (${sql})`);
  throw new Error('the query broke off before its last row');
}

export function isBrokenOff(result: DuckDBResult): boolean {
  return result.returnType === ResultReturnType.INVALID;
}
