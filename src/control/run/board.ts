import type { ErrorRecord } from '../../core/errors.ts';
import type { SkipReason } from '../event/events.ts';
import { mappedKey } from '../plan/mapped-key.ts';
import type { PlannedCondition, PlannedStep } from '../plan/plan.ts';
import { STEP_STATES_OVER, type StepState } from '../state/rows.ts';

/** One step of a run as the engine sees it between two transactions. */
export type BoardStep = {
  readonly key: string;
  readonly plan: PlannedStep;
  /** The item it is done for; null for a step of the plan itself. */
  readonly item: BoardItem | null;
  readonly state: StepState;
  readonly attempt: number;
  /** How many of its attempts died with their engine: these say nothing about the step, and use up no retry. */
  readonly losses: number;
  readonly token: number | null;
  readonly output: string | null;
  /** When the next attempt is due, by the clock that does not jump. */
  readonly retryDueMs: number | null;
  readonly skip: SkipReason | null;
  readonly error: ErrorRecord | null;
};

export type BoardItem = { readonly key: string; readonly index: number };

/** All steps of a run. What a step hands on is its stored output, unless the board knows better. */
export type Board = {
  get(key: string): BoardStep | undefined;
  /** What somebody who takes this step's output gets, or the item that a step is done for. */
  readonly textOf?: (source: BoardStep, taker: BoardStep, part: 'item' | null) => string;
};

const FRESH = { attempt: 0, losses: 0, token: null, retryDueMs: null, skip: null, error: null } as const;

/** All steps of a plan, in its order; the items of its maps are not known yet. */
export function newBoard(
  steps: readonly PlannedStep[],
  reused: Readonly<Record<string, string>>,
): Map<string, BoardStep> {
  return new Map(steps.map((plan) => [plan.key, newStep(plan, null, reused[plan.key] ?? null)]));
}

export function newStep(plan: PlannedStep, item: BoardItem | null, output: string | null): BoardStep {
  const key = item === null ? plan.key : mappedKey(plan.key, item.key);
  return { key, plan, item, state: output === null ? 'pending' : 'succeeded', output, ...FRESH };
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
 * that the answer does not depend on which of several steps before it ended first. A step that is done for items gets
 * them when it would start; each item's step then waits for that item's others only.
 */
export function fateOf(board: Board, step: BoardStep, judge: JudgeCondition): StepFate {
  for (const condition of conditionsOf(step)) {
    const source = board.get(sourceKey(step, condition.on))!;
    if (!isOver(source)) return { fate: 'wait' };
    const isNull = condition.optional && wasLeftOut(source);
    if (source.state !== 'succeeded' && !isNull) return { fate: 'skip', reason: skippedFor(source) };
    const text = isNull ? 'null' : (board.textOf?.(source, step, condition.part ?? null) ?? source.output!);
    const verdict = judge(step.key, condition.index, text);
    if (typeof verdict === 'object') return { fate: 'condition_threw', error: verdict.threw };
    if (verdict === 'fails') return { fate: 'skip', reason: { because: 'condition', condition: condition.label } };
  }
  const upstream = waitsOf(step).map((key) => board.get(key)!);
  const failed = upstream.find((each) => blocks(step.plan, each));
  if (failed !== undefined) return { fate: 'skip', reason: skippedFor(failed) };
  return upstream.every(isOver) ? { fate: 'start' } : { fate: 'wait' };
}

/** The steps that must be over before this one may start. */
export function waitsOf({ plan, item }: BoardStep): readonly string[] {
  if (plan.map === undefined) return plan.after;
  if (item === null) return plan.map.waits;
  return siblingsBefore(plan).map((key) => mappedKey(key, item.key));
}

/** Of what a step in a map waits for, what is done for each item as well. */
export function siblingsBefore({ after, map }: PlannedStep): readonly string[] {
  return map === undefined || map.members.length === 1 ? [] : after.filter((key) => map.members.includes(key));
}

/** Conditions outside of a map decide on all of it, those inside on one item. */
export function conditionsOf({ plan, item }: BoardStep): readonly PlannedCondition[] {
  const { map, conditions } = plan;
  if (map === undefined || conditions.length === 0) return conditions;
  return conditions.filter(({ on, part }) => (part === 'item' || map.members.includes(on)) === (item !== null));
}

/** The step that one of the plan's stands for, seen from an item's step: of the same item, where there is one. */
export function sourceKey({ plan, item }: BoardStep, key: string): string {
  return item !== null && plan.map!.members.includes(key) ? mappedKey(key, item.key) : key;
}

/**
 * Which of several that are ready starts first: higher priority, then by name; of a map the items in the list's order,
 * an item's later steps before the next item's first.
 */
export function startOrder(left: BoardStep, right: BoardStep): number {
  const order = right.plan.priority - left.plan.priority || compare(unitOf(left), unitOf(right));
  return order || (left.item?.index ?? 0) - (right.item?.index ?? 0) || compare(left.key, right.key);
}

/** The pending steps that may start now, first to start first. */
export function byStartOrder(steps: readonly BoardStep[]): readonly BoardStep[] {
  return [...steps].sort(startOrder);
}

const unitOf = ({ plan }: BoardStep): string => plan.map?.members[0] ?? plan.key;

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** An upstream that is over and did not succeed blocks; one that was left out only whoever cannot do without it. */
function blocks(plan: PlannedStep, upstream: BoardStep): boolean {
  if (!isOver(upstream) || upstream.state === 'succeeded') return false;
  return !wasLeftOut(upstream) || isRequired(plan, upstream.plan.key);
}

/** Nothing went wrong with it: its condition did not hold, or the run was asked for without it. */
export function wasLeftOut({ skip }: Pick<BoardStep, 'skip'>): boolean {
  return skip?.because === 'condition' || skip?.because === 'not_selected';
}

function isRequired({ inputs, map }: PlannedStep, key: string): boolean {
  return map?.over === key || Object.values(inputs).some((input) => input.from === key && !input.optional);
}

/** A skip names the step that caused it, not the one in between. */
function skippedFor(upstream: BoardStep): SkipReason {
  if (upstream.skip !== null && !wasLeftOut(upstream)) return upstream.skip;
  return { because: 'upstream', upstream: upstream.key, upstreamState: upstream.state };
}
