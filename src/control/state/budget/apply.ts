import type { BudgetSpent } from '../../event/budget-events.ts';
import type { Patch } from '../tables.ts';

export function applyBudgetSpent({ budget, day, spent }: BudgetSpent, atMs: number): readonly Patch[] {
  return [{ table: 'budget_day', key: { budget, day }, set: { spent, spent_at_ms: atMs } }];
}
