import type { RunCreated, RunEvent, SkipReason } from '../../src/control/event/events.ts';
import type { PlannedStep } from '../../src/control/plan/plan.ts';
import { UNLUCKY, type Value } from './jobs.ts';

/** A run as the checker sees it: told by the events alone, in words of its own. */
export type RunModel = {
  readonly runId: string;
  readonly created: RunCreated;
  readonly steps: Map<string, StepModel>;
  state: string;
  isCancelling: boolean;
  cancelledAtMs: number;
  hasLost: boolean;
  /** Steps whose attempts died with their engine and are not given up yet. */
  mustLose: readonly string[];
  criticalFailure: string | null;
};

export type StepModel = {
  readonly plan: PlannedStep;
  state: string;
  attempt: number;
  losses: number;
  token: number;
  startedAtMs: number;
  retryAtMs: number | null;
  output: string | null;
  skip: SkipReason | null;
};

export function newRun(event: Extract<RunEvent, { kind: 'run_created' }>): RunModel {
  const { data } = event;
  const steps = data.steps.map((plan): [string, StepModel] => {
    const output = Object.hasOwn(data.reused, plan.key) ? data.reused[plan.key]! : null;
    const state = output === null ? 'pending' : 'succeeded';
    return [
      plan.key,
      { plan, state, attempt: 0, losses: 0, token: 0, startedAtMs: 0, retryAtMs: null, output, skip: null },
    ];
  });
  return {
    runId: event.runId!,
    created: data,
    steps: new Map(steps),
    state: 'running',
    isCancelling: false,
    cancelledAtMs: 0,
    hasLost: false,
    mustLose: [],
    criticalFailure: null,
  };
}

export const TERMINAL = ['succeeded', 'failed', 'skipped', 'cancelled'];

/** Skipped without anything having gone wrong. */
export function isLeftOut({ skip }: StepModel): boolean {
  return skip?.because === 'condition' || skip?.because === 'not_selected';
}

export const storedValue = ({ output }: StepModel): Value | null => (output === null ? null : JSON.parse(output));

/** The condition of all pipelines, said again. */
export function verdictOn(value: Value | null): 'holds' | 'fails' | 'throws' {
  if (value === null) return 'fails';
  if (value.value === UNLUCKY) return 'throws';
  return value.value % 2 === 0 ? 'holds' : 'fails';
}

/** What the rules say of a step as the run stands: may it start, must it be skipped, or neither yet. */
export function rulingOn(run: RunModel, step: StepModel): 'start' | 'throw' | 'skip' | 'wait' {
  const at = (key: string): StepModel => run.steps.get(key)!;
  for (const { on, optional } of step.plan.conditions) {
    const source = at(on);
    if (!TERMINAL.includes(source.state)) return 'wait';
    const isNull = optional && isLeftOut(source);
    if (source.state !== 'succeeded' && !isNull) return 'skip';
    const verdict = verdictOn(isNull ? null : storedValue(source));
    if (verdict === 'fails') return 'skip';
    if (verdict === 'throws') return 'throw';
  }
  const isRequired = (key: string): boolean =>
    Object.values(step.plan.inputs).some((input) => input.from === key && !input.optional);
  const isBad = (key: string): boolean => {
    const { state } = at(key);
    if (state === 'succeeded' || !TERMINAL.includes(state)) return false;
    return !isLeftOut(at(key)) || isRequired(key);
  };
  if (step.plan.after.some(isBad)) return 'skip';
  return step.plan.after.every((key) => TERMINAL.includes(at(key).state)) ? 'start' : 'wait';
}

export function ancestors(run: RunModel, step: StepModel, found = new Set<string>()): ReadonlySet<string> {
  for (const key of step.plan.after) {
    if (found.has(key)) continue;
    found.add(key);
    ancestors(run, run.steps.get(key)!, found);
  }
  return found;
}
