import { decodeOutput } from '../../core/json.ts';
import type { Job } from '../definition/job.ts';
import { ruleOf } from '../step/execute.ts';
import type { RunSurroundings } from './run-loop.ts';

/** Conditions and retry rules are code: found again in the definitions by step. */
export function codeOf(job: Job): Pick<RunSurroundings, 'judge' | 'retryRule'> {
  const steps = new Map(job.pipeline.steps.map((step) => [step.key, step]));
  return {
    judge(stepKey, index, output) {
      try {
        return steps.get(stepKey)!.conditions[index]!.holds(decodeOutput(output) as never) ? 'holds' : 'fails';
      } catch (threw) {
        return { threw };
      }
    },
    retryRule: (stepKey, error) => ruleOf(steps.get(stepKey)!.op, error),
  };
}
