import { assert } from '../../../core/errors.ts';
import { ofStep } from '../event-heads.ts';
import type { StateTransaction } from '../transaction.ts';

/** What an attempt takes of a budget when it starts. */
export type Spending = {
  readonly budget: string;
  /** The day of the budget's zone. */
  readonly day: string;
  readonly cost: number;
  /** All that a day has; null when days are not limited. */
  readonly perDay: number | null;
};

type Attempt = { readonly runId: string; readonly stepKey: string; readonly attempt: number };

/** With the start of the attempt, or not at all. @throws a plain Error when the day has no more */
export function spendBudget(tx: StateTransaction, where: Attempt, atMs: number, spending: Spending): void {
  const { budget, day, cost, perDay } = spending;
  const spent = ((tx.row('budget_day', budget, day)?.spent as number | undefined) ?? 0) + cost;
  assert(perDay === null || spent <= perDay, `budget "${budget}" has ${perDay} for ${day}, ${spent} would be spent`);
  tx.append(ofStep(where, atMs, { kind: 'budget_spent', data: { budget, day, cost, spent } }));
}
