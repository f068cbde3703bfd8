import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import { itemKeyOf, planKeyOf } from '../plan/mapped-key.ts';
import type { RunRow, StepRow } from '../state/rows.ts';
import type { AttemptEnd, StateStore } from '../state/store.ts';
import { NO_METRICS } from '../step/task.ts';
import type { RetryMoment } from './attempt-end.ts';
import { type BoardStep, newBoard, newStep } from './board.ts';

/** A run that is not over, as the store has it: all that an engine needs to go on with it. */
export type OpenRun = {
  readonly run: RunRow;
  readonly steps: readonly StepRow[];
  /** Attempts that were lost with their engine or left by it, by step. */
  readonly losses: ReadonlyMap<string, number>;
  /** Of these, the ones whose engine died. */
  readonly deaths: ReadonlyMap<string, number>;
  /** Steps that failed for good, in the order in which they did; one that was taken up again may be among them. */
  readonly failures: readonly string[];
};

export const ENGINE_DIED = 'the engine that ran it ended without a word';
export const ENGINE_DRAINED = 'the engine that ran it was stopped';

/**
 * A lost attempt says nothing about its step, so it uses up no retry. But a step that takes its engine with it would do
 * so for ever: the third loss fails it.
 */
export const LOSSES_MAX = 3;

export async function readOpenRun(store: Pick<StateStore, 'steps' | 'events'>, run: RunRow): Promise<OpenRun> {
  const losses = new Map<string, number>();
  const deaths = new Map<string, number>();
  const failures: string[] = [];
  for (const event of await store.events({ runId: run.runId })) {
    if (event.kind === 'step_failed' && event.data.retryAtMs === null) failures.push(event.stepKey!);
    if (event.kind !== 'step_lost') continue;
    count(losses, event.stepKey!);
    if (event.data.reason === ENGINE_DIED) count(deaths, event.stepKey!);
  }
  return { run, steps: await store.steps(run.runId), losses, deaths, failures };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** `dueMs` turns the wall clock's time of a retry into the time of the clock that does not jump. */
export function boardOfRows(
  { run, steps, losses }: OpenRun,
  dueMs: (retry: RetryMoment) => number | null,
): Map<string, BoardStep> {
  const board = newBoard(run.created.steps, run.created.reused);
  const items = new Map<string, number>();
  for (const row of steps) {
    const { stepKey, state, attempt, token, output, skip, error } = row;
    const { plan, ...fresh } = board.get(stepKey) ?? itemStep(board, stepKey, items);
    const retryDueMs = state === 'pending' ? dueMs(row) : null;
    const stored = { state, attempt, token, output, skip, error, retryDueMs, losses: losses.get(stepKey) ?? 0 };
    board.set(stepKey, { ...fresh, plan, ...stored });
  }
  return board;
}

/** A step of an item, which the plan does not have; they come in the order of their list. */
function itemStep(board: ReadonlyMap<string, BoardStep>, stepKey: string, items: Map<string, number>): BoardStep {
  const planKey = planKeyOf(stepKey);
  const index = items.get(planKey) ?? 0;
  items.set(planKey, index + 1);
  return newStep(board.get(planKey)!.plan, { key: itemKeyOf(stepKey)!, index }, null);
}

/**
 * The critical step, if any, after whose failure nothing of the run may start: of several the one that failed first. A
 * map fails by its items: it may lack some that were only skipped.
 */
export function criticalFailureOf(board: ReadonlyMap<string, BoardStep>, failures: OpenRun['failures']): string | null {
  const isCritical = (key: string): boolean => {
    const { plan, state, item } = board.get(key)!;
    const isWhole = plan.map !== undefined && item === null;
    return plan.critical && state === 'failed' && !isWhole;
  };
  return failures.find(isCritical) ?? null;
}

/** How an attempt ends whose engine is gone, after `losses` of its step. */
export function endOfLost({ stepKey, token }: StepRow, losses: number): AttemptEnd {
  const attempt = { stepKey, token: token! };
  if (losses + 1 < LOSSES_MAX) return { ...attempt, outcome: 'lost', reason: ENGINE_DIED };
  const how = `the engine died ${losses + 1} times while it worked`;
  const error = toErrorRecord(new TapelineError('step.crashed', { facts: { step: stepKey, how } }));
  return { ...attempt, outcome: 'failed', error, metrics: NO_METRICS, retryAtMs: null };
}
