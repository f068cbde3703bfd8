import { decodeOutput } from '../../core/json.ts';
import type { Job, OrderedStep } from '../definition/job.ts';
import type { AnyOp } from '../definition/pipeline.ts';
import { itemKeys, planKeyOf } from '../plan/mapped-key.ts';
import { ruleOf } from '../step/execute.ts';
import type { BoardStep } from './board.ts';
import { isItem } from './memo.ts';
import type { RunSurroundings } from './run-surroundings.ts';

type CodeOfJob = 'judge' | 'retryRule' | 'keysOf' | 'order' | 'whenBudgetIsSpent' | 'skipUnchanged';

/** Conditions, retry rules and keys of items are code: found again in the definitions by step. */
export function codeOf(job: Job): Pick<RunSurroundings, CodeOfJob> {
  const steps = new Map(job.pipeline.steps.map((step) => [step.key, step]));
  return {
    judge(stepKey, index, output) {
      try {
        return steps.get(planKeyOf(stepKey))!.conditions[index]!.holds(decodeOutput(output) as never)
          ? 'holds'
          : 'fails';
      } catch (threw) {
        return { threw };
      }
    },
    retryRule: (stepKey, error) => ruleOf(steps.get(planKeyOf(stepKey))!.op, error),
    keysOf(stepKey, list) {
      const { keyOf, itemsMax } = steps.get(stepKey)!.map!;
      return itemKeys(list, itemsMax, keyOf);
    },
    skipUnchanged(stepKey) {
      const op = steps.get(planKeyOf(stepKey))!.op;
      return op.skipUnchanged === null || isItem(stepKey) ? null : { op: op.name, skip: op.skipUnchanged };
    },
    order: orderOf(job),
    whenBudgetIsSpent: job.whenBudgetIsSpent,
  };
}

/** @throws what the job's order throws; an answer that is no number counts as such. */
function orderOf({ order }: Job): NonNullable<RunSurroundings['order']> | null {
  if (order === null) return null;
  return (board) => (left, right) => {
    const answer = order(orderedStep(left), orderedStep(right), board);
    if (typeof answer === 'number' && !Number.isNaN(answer)) return answer;
    throw new TypeError(`it said ${String(answer)} of "${left.key}" and "${right.key}"`);
  };
}

function orderedStep({ key, plan, item, attempt }: BoardStep): OrderedStep {
  return { key, op: plan.op, priority: plan.priority, tags: plan.tags, item, attempts: attempt };
}

/** The op of a step, of an item's too. */
export function opOfStep(job: Job, stepKey: string): AnyOp {
  let ops = OPS.get(job.pipeline);
  if (ops === undefined) {
    ops = new Map(job.pipeline.steps.map((step) => [step.key, step.op]));
    OPS.set(job.pipeline, ops);
  }
  return ops.get(planKeyOf(stepKey))!;
}

/** A pipeline never changes; looking through ten thousand steps for each of them would take seconds. */
const OPS = new WeakMap<Job['pipeline'], ReadonlyMap<string, AnyOp>>();
