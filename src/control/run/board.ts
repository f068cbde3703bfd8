import type { ErrorRecord } from '../../core/errors.ts';
import type { SkipReason } from '../event/events.ts';
import { firstToStart } from '../plan/make-plan.ts';
import type { PlannedStep } from '../plan/plan.ts';
import { STEP_STATES_OVER, type StepState } from '../state/rows.ts';

/** One step of a run as the engine sees it between two transactions. */
export type BoardStep = {
  readonly plan: PlannedStep;
  readonly state: StepState;
  readonly attempt: number;
  readonly token: number | null;
  readonly output: string | null;
  /** When the next attempt is due, by the clock that does not jump. */
  readonly retryDueMs: number | null;
  readonly skip: SkipReason | null;
  readonly error: ErrorRecord | null;
};

/** All steps of a run, in plan order. */
export type Board = ReadonlyMap<string, BoardStep>;

export function newBoard(
  steps: readonly PlannedStep[],
  reused: Readonly<Record<string, string>>,
): Map<string, BoardStep> {
  const fresh = { attempt: 0, token: null, retryDueMs: null, skip: null, error: null } as const;
  return new Map(
    steps.map((plan) => {
      const output = reused[plan.key] ?? null;
      return [plan.key, { plan, state: output === null ? 'pending' : 'succeeded', output, ...fresh }];
    }),
  );
}

export const isOver = (step: BoardStep): boolean => STEP_STATES_OVER.includes(step.state);

/** What a condition says of an output; an exception in it is the condition's own failure. */
export type ConditionVerdict = 'holds' | 'fails' | { readonly threw: unknown };
export type JudgeCondition = (stepKey: string, index: number, output: string) => ConditionVerdict;

export type StepFate =
  | { readonly fate: 'wait' }
  | { readonly fate: 'start' }
  | { readonly fate: 'skip'; readonly reason: SkipReason }
  | { readonly fate: 'condition_threw'; readonly error: unknown };

/**
 * What becomes of a pending step, given everything before it. Pure. Conditions are asked first, outermost first, so
 * that the answer does not depend on which of several steps before it ended first.
 */
export function fateOf(board: Board, step: BoardStep, judge: JudgeCondition): StepFate {
  const { plan } = step;
  for (const condition of plan.conditions) {
    const source = board.get(condition.on)!;
    if (!isOver(source)) return { fate: 'wait' };
    const isNull = condition.optional && wasLeftOut(source);
    if (source.state !== 'succeeded' && !isNull) return { fate: 'skip', reason: skippedFor(source) };
    const verdict = judge(plan.key, condition.index, isNull ? 'null' : source.output!);
    if (typeof verdict === 'object') return { fate: 'condition_threw', error: verdict.threw };
    if (verdict === 'fails') return { fate: 'skip', reason: { because: 'condition', condition: condition.label } };
  }
  const failed = plan.after.map((key) => board.get(key)!).find((upstream) => blocks(plan, upstream));
  if (failed !== undefined) return { fate: 'skip', reason: skippedFor(failed) };
  return plan.after.every((key) => isOver(board.get(key)!)) ? { fate: 'start' } : { fate: 'wait' };
}

/** The pending steps that may start now, first to start first. */
export function byStartOrder(steps: readonly BoardStep[]): readonly BoardStep[] {
  return [...steps].sort((left, right) => firstToStart(left.plan, right.plan));
}

/** An upstream that is over and did not succeed blocks; one that was left out only whoever cannot do without it. */
function blocks(plan: PlannedStep, upstream: BoardStep): boolean {
  if (!isOver(upstream) || upstream.state === 'succeeded') return false;
  return !wasLeftOut(upstream) || isRequired(plan, upstream.plan.key);
}

/** Nothing went wrong with it: its condition did not hold, or the run was asked for without it. */
function wasLeftOut({ skip }: BoardStep): boolean {
  return skip?.because === 'condition' || skip?.because === 'not_selected';
}

function isRequired(plan: PlannedStep, key: string): boolean {
  return Object.values(plan.inputs).some((input) => input.from === key && !input.optional);
}

/** A skip names the step that caused it, not the one in between. */
function skippedFor(upstream: BoardStep): SkipReason {
  if (upstream.skip !== null && !wasLeftOut(upstream)) return upstream.skip;
  return { because: 'upstream', upstream: upstream.plan.key, upstreamState: upstream.state };
}
