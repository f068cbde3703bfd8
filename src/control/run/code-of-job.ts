import { decodeOutput } from '../../core/json.ts';
import type { Job } from '../definition/job.ts';
import type { AnyOp } from '../definition/pipeline.ts';
import { itemKeys, planKeyOf } from '../plan/mapped-key.ts';
import { ruleOf } from '../step/execute.ts';
import type { RunSurroundings } from './run-surroundings.ts';

/** Conditions, retry rules and keys of items are code: found again in the definitions by step. */
export function codeOf(job: Job): Pick<RunSurroundings, 'judge' | 'retryRule' | 'keysOf'> {
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
  };
}

/** The op of a step, of an item's too. */
export function opOfStep(job: Job, stepKey: string): AnyOp {
  const key = planKeyOf(stepKey);
  return job.pipeline.steps.find((step) => step.key === key)!.op;
}
