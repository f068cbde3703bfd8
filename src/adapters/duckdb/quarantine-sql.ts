import { textLiteral } from './sql-text.ts';

/** The rows that validation set aside, newest first; of one dataset when it is named. */
export function quarantineSql(dataset: string | null): string {
  const only = dataset === null ? '' : `where dataset = ${textLiteral(dataset)}`;
  return `select * from quarantine ${only} order by quarantined_at desc`;
}
