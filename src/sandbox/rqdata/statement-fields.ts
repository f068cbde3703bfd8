/** The fields of the three statements that the simulated vendor has, by RQData's names. All flows are year to date. */
export const STATEMENT_FIELDS = [
  'revenue',
  'operating_revenue',
  'operating_cost',
  'gross_profit',
  'profit_from_operation',
  'profit_before_tax',
  'income_tax',
  'net_profit',
  'net_profit_parent_company',
  'total_assets',
  'total_liabilities',
  'total_equity',
  'equity_parent_company',
  'minority_interest',
  'cash_flow_from_operating_activities',
] as const;

export type StatementField = (typeof STATEMENT_FIELDS)[number];

/** What a report says; NaN = the vendor has no value. */
export type StatementValues = Readonly<Record<StatementField, number>>;

export function valuesOf(known: Partial<StatementValues>): StatementValues {
  const empty = Object.fromEntries(STATEMENT_FIELDS.map((field) => [field, Number.NaN])) as StatementValues;
  return { ...empty, ...known };
}
