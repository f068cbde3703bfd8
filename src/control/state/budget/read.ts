import type { StateStore } from '../store.ts';

export type BudgetDay = {
  readonly budget: string;
  readonly day: string;
  readonly spent: number;
  readonly spentAtMs: number;
};

/** The days of a budget on which something was spent, newest first. */
export async function readBudgetDays(
  reader: Pick<StateStore, 'range'>,
  budget: string,
  limit: number,
): Promise<readonly BudgetDay[]> {
  const rows = await reader.range({ table: 'budget_day', prefix: [budget], order: 'descending', limit });
  return rows.map((row) => ({
    budget,
    day: row.day as string,
    spent: row.spent as number,
    spentAtMs: row.spent_at_ms as number,
  }));
}
