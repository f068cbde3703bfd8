import { textLiteral } from './sql-text.ts';

/** The rows that validation set aside, newest first, each with the last decision about it; of one dataset when named. */
export function quarantineSql(dataset: string | null): string {
  const only = dataset === null ? '' : `where dataset = ${textLiteral(dataset)}`;
  return `
    select quarantine.*, decided.decision
    from quarantine left join (
      select dataset, raw_sha256, raw_line, arg_max(decision, decided_at) as decision
      from quarantine_decisions group by all
    ) decided using (dataset, raw_sha256, raw_line)
    ${only} order by quarantined_at desc, dataset, raw_sha256, raw_line`;
}
