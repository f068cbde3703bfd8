import { TapelineError } from '../../core/errors.ts';
import type { Job } from '../definition/job.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { RunRow, StepRow } from '../state/rows.ts';
import type { StateStore } from '../state/store.ts';

/** A step outside of what runs, whose output is taken by a step that runs. */
export type Needed = {
  readonly key: string;
  /** Everybody who takes it can do with null. */
  readonly isOptional: boolean;
};

export function neededFrom(steps: readonly PlannedStep[], running: ReadonlySet<string>): readonly Needed[] {
  const isOptionalFor = new Map<string, boolean>();
  const take = (key: string, isOptional: boolean): void => {
    if (!running.has(key)) isOptionalFor.set(key, isOptional && (isOptionalFor.get(key) ?? true));
  };
  for (const step of steps.filter(({ key }) => running.has(key))) {
    for (const { from, optional } of Object.values(step.inputs)) take(from, optional);
    for (const { on, optional } of step.conditions) take(on, optional);
  }
  return [...isOptionalFor].map(([key, isOptional]) => ({ key, isOptional }));
}

/**
 * The newest stored output of each step in an earlier run of the same job. Where the newest run that came to the step
 * left it out by its condition, there is none: an older output would not belong to the rest.
 */
export async function latestOutputs(
  job: Job,
  needed: readonly Needed[],
  selection: string,
  store: Pick<StateStore, 'runs' | 'steps'>,
): Promise<Record<string, string>> {
  const open = new Map(needed.map((each) => [each.key, each]));
  const found: Record<string, string> = {};
  const earlier = open.size === 0 ? [] : await store.runs({ job: job.name, limit: EARLIER_RUNS_MAX });
  for (const { runId } of earlier) {
    if (open.size === 0) break;
    for (const step of await store.steps(runId)) {
      const wanted = open.get(step.stepKey);
      if (wanted === undefined || !hasDecided(step, wanted)) continue;
      if (step.output !== null) found[step.stepKey] = step.output;
      open.delete(step.stepKey);
    }
  }
  if (open.size === 0) return found;
  throw new TapelineError('usage.invalid', {
    facts: {
      what: `The selected steps need the output of ${[...open.keys()].join(', ')}, and no earlier run of "${job.name}" has it`,
      got: selection,
      wayOut: 'Run the whole job once, or widen the selection.',
    },
  });
}

/** The step's end settles what those who take it get: its output, or null. */
function hasDecided(step: StepRow, { isOptional }: Needed): boolean {
  if (step.state === 'succeeded') return step.output !== null;
  return isOptional && step.skip?.because === 'condition';
}

const wasLeftOut = ({ skip }: StepRow): boolean => skip?.because === 'condition' || skip?.because === 'not_selected';

/** @throws usage.invalid when a step that is done again takes an output that the earlier run does not have. */
export function checkInputs(
  earlier: RunRow,
  steps: readonly StepRow[],
  needed: readonly Needed[],
  reused: Readonly<Record<string, string>>,
): void {
  const byKey = new Map(steps.map((step) => [step.stepKey, step]));
  const missing = needed.filter(({ key, isOptional }) => {
    const step = byKey.get(key);
    return !Object.hasOwn(reused, key) && !(isOptional && step !== undefined && wasLeftOut(step));
  });
  if (missing.length === 0) return;
  const states = missing.map(({ key }) => `${key} (${byKey.get(key)?.state ?? 'unknown'})`).join(', ');
  throw new TapelineError('usage.invalid', {
    facts: {
      what: `Run ${earlier.runId} does not have the outputs that these steps need`,
      got: states,
      wayOut: 'Retry what failed, or begin at one of these steps.',
    },
  });
}

const EARLIER_RUNS_MAX = 50;
