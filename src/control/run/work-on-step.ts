import { NOT_NEEDED } from '../../core/clock.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { StepListener, StepResult, StepTask } from '../step/task.ts';
import type { Attempts } from './attempts.ts';
import type { Observation } from './observer.ts';
import { recorded } from './recorded.ts';
import type { RunSurroundings } from './run-surroundings.ts';
import { spendInStep } from './spend-in-step.ts';

export type StepWork = {
  readonly task: StepTask;
  readonly plan: PlannedStep;
  readonly attempts: Pick<Attempts, 'hold' | 'resume'>;
  readonly tell: (observation: Observation) => void;
};

/** Hands an attempt to its host, listens to it, and takes down what it made. */
export async function workOnStep(around: RunSurroundings, work: StepWork, signal: AbortSignal): Promise<StepResult> {
  const { task, plan } = work;
  const { recordMade } = around;
  const over = new AbortController();
  try {
    const listener = { ...listenerOf(work), ...spending(around, work, [signal, over.signal]) };
    const result = await around.hosts[plan.isolate].run(task, listener, signal);
    return recordMade === undefined ? result : await recorded(task, plan.writes, result, recordMade);
  } finally {
    over.abort(NOT_NEEDED);
  }
}

function listenerOf({ task, attempts, tell }: StepWork): StepListener {
  const { stepKey } = task;
  return {
    onLog: (line) => tell({ kind: 'step_logged', stepKey, line }),
    onProgress: (progress) => tell({ kind: 'step_progressed', stepKey, progress }),
    onWaiting: () => attempts.hold(stepKey),
    onBegun: () => attempts.resume(stepKey),
  };
}

/** Only steps that name budgets can spend of them. Either signal ends what the op no longer waits for. */
function spending(
  around: RunSurroundings,
  { task, plan, tell }: StepWork,
  signals: readonly AbortSignal[],
): Pick<StepListener, 'onSpend'> {
  const { shares } = around;
  if (shares === undefined || (plan.budgets ?? []).length === 0) return {};
  return { onSpend: spendInStep({ ...around, shares }, { ...task, tell }, AbortSignal.any([...signals])) };
}
