import { TapelineError } from '../../core/errors.ts';
import type { BudgetInStep } from '../definition/op.ts';
import type { AnyOp } from '../definition/pipeline.ts';
import type { StepListener } from './task.ts';

/** What an op may spend in the midst of its work: of the budgets that it names. */
export function spender(op: AnyOp, { onSpend }: StepListener, signal: AbortSignal): BudgetInStep {
  return {
    async spend(cost, name) {
      const budget = budgetOf(op, name);
      if (!Number.isSafeInteger(cost) || cost < 1)
        throw invalid(op, `it spends ${cost} of budget "${budget}"`, 'Spend a whole number of 1 or more.');
      signal.throwIfAborted();
      await onSpend?.(budget, cost);
    },
  };
}

function budgetOf(op: AnyOp, name: string | undefined): string {
  const known = op.budgets.map((each) => each.name);
  const [only] = known;
  if (name === undefined && only !== undefined && known.length === 1) return only;
  if (name !== undefined && known.includes(name)) return name;
  if (name === undefined && known.length > 1)
    throw invalid(op, 'it spends of a budget and does not say of which', `Name one of ${known.join(', ')}.`);
  const of = name === undefined ? 'a budget' : `budget "${name}"`;
  throw invalid(op, `it spends of ${of} without saying so`, 'Add the budget to its budget.');
}

function invalid({ name }: AnyOp, problem: string, wayOut: string): TapelineError {
  return new TapelineError('definition.invalid', { facts: { where: `Op "${name}"`, problem, wayOut } });
}
