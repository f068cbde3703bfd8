import type { StepListener } from '../step/task.ts';
import type { Observation } from './observer.ts';
import type { BudgetShortage } from './ready-steps.ts';
import type { RunSurroundings } from './run-surroundings.ts';
import type { Shares } from './shares.ts';
import { quotaSpent } from './starter.ts';

type Spender = {
  readonly runId: string;
  readonly stepKey: string;
  readonly token: number;
  readonly tell: (observation: Observation) => void;
};

/**
 * What an attempt takes of budgets while it works. It is durable before the op goes on: an engine that dies after that
 * has spent it, so that a quota which was perhaps used counts as used.
 */
export function spendInStep(
  around: Pick<RunSurroundings, 'store' | 'lease' | 'clock' | 'whenBudgetIsSpent'> & { readonly shares: Shares },
  { runId, stepKey, token, tell }: Spender,
  signal: AbortSignal,
): NonNullable<StepListener['onSpend']> {
  const { shares, store, lease, clock, whenBudgetIsSpent = 'wait' } = around;
  return async (name, amount) => {
    let isTold = false;
    const onShort = ({ until, untilMs, dueMs }: BudgetShortage): number => {
      if (until === 'day' && whenBudgetIsSpent === 'fail') throw quotaSpent(name, untilMs);
      if (!isTold) tell({ kind: 'step_waits', stepKey, budget: name, untilMs });
      isTold = true;
      return dueMs;
    };
    const spending = await shares.spend(runId, { name, amount }, { signal, onShort });
    try {
      await store.advance(lease, { runId, atMs: clock.nowMs(), spend: [{ stepKey, token, spending }] });
    } catch (error) {
      shares.unspend(spending);
      throw error;
    }
  };
}
