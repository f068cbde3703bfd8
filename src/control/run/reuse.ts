import { TapelineError } from '../../core/errors.ts';
import type { Job } from '../definition/job.ts';
import type { RunCreated } from '../event/events.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { RunRow, StepRow } from '../state/rows.ts';
import type { StateStore } from '../state/store.ts';
import { siblingsBefore } from './board.ts';

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
    for (const { from, optional, oneOf = [from] } of Object.values(step.inputs))
      for (const key of oneOf) take(key, optional);
    for (const { on, optional } of step.conditions) take(on, optional);
    if (step.map !== undefined) take(step.map.over, false);
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
  for (const { runId, created } of earlier) {
    if (open.size === 0) break;
    const rows = await store.steps(runId);
    for (const step of rows) {
      const wanted = open.get(step.stepKey);
      // A map that was done for some of its items has no list that could stand for all.
      if (wanted === undefined || created?.items?.[step.stepKey] !== undefined) continue;
      const output = outputOf(step, rows);
      if (!hasDecided(step, output, wanted)) continue;
      if (output !== null) found[step.stepKey] = output;
      open.delete(step.stepKey);
    }
  }
  if (open.size === 0) return found;
  throw noneHasIt(job, [...open.keys()], selection);
}

function noneHasIt(job: Job, keys: readonly string[], selection: string): TapelineError {
  const what = `The selected steps need the output of ${keys.join(', ')}, and no earlier run of "${job.name}" has it`;
  const wayOut = 'Run the whole job once, or widen the selection.';
  return new TapelineError('usage.invalid', { facts: { what, got: selection, wayOut } });
}

/** The rows of a map's items, in the order of its list. */
export function itemRows(rows: readonly StepRow[], key: string): readonly StepRow[] {
  return rows.filter(({ stepKey }) => stepKey.startsWith(`${key}[`)).sort((a, b) => a.position - b.position);
}

/** The outputs that these steps have in a run, by step; those without are left out. */
export function outputsOf(plan: readonly PlannedStep[], rows: readonly StepRow[]): Readonly<Record<string, string>> {
  const byKey = new Map(rows.map((row) => [row.stepKey, row]));
  const outputs = plan.map(({ key }) => [key, outputOf(byKey.get(key), rows)] as const);
  return Object.fromEntries(outputs.filter(([, output]) => output !== null)) as Record<string, string>;
}

/** A step's stored output; of a map the list that its items make. */
export function outputOf(row: StepRow | undefined, rows: readonly StepRow[]): string | null {
  if (row === undefined || row.state !== 'succeeded') return null;
  if (row.output !== null || row.items === null || row.items === undefined) return row.output;
  const there = itemRows(rows, row.stepKey).filter(
    ({ state, skip }) => state === 'succeeded' || skip?.because === 'condition',
  );
  return `[${there.map(({ output }) => output ?? 'null').join(',')}]`;
}

/**
 * Steps of a map that are left out of a run, while later ones of the same map are in: their items are taken over from
 * the newest run that has them all, so that each item's step finds its own.
 */
export async function takenItems(
  job: Job,
  plan: readonly PlannedStep[],
  selected: readonly PlannedStep[],
  { store, selection }: { readonly store: Pick<StateStore, 'runs' | 'steps'>; readonly selection: string },
): Promise<NonNullable<RunCreated['taken']> | null> {
  const running = new Set(selected.map(({ key }) => key));
  const needed = new Set(selected.flatMap(siblingsBefore).filter((key) => !running.has(key)));
  for (const { key } of [...plan].reverse()) {
    if (!needed.has(key)) continue;
    for (const before of siblingsBefore(plan.find((step) => step.key === key)!))
      if (!running.has(before)) needed.add(before);
  }
  if (needed.size === 0) return null;
  for (const { runId } of await store.runs({ job: job.name, limit: EARLIER_RUNS_MAX })) {
    const rows = await store.steps(runId);
    const hasAll = [...needed].every((key) => itemRows(rows, key).some(({ state }) => state === 'succeeded'));
    if (hasAll) return { runId, but: Object.fromEntries([...needed].map((key) => [key, []])) };
  }
  throw noneHasIt(job, [...needed], selection);
}

/** The step's end settles what those who take it get: its output, or null. */
function hasDecided(step: StepRow, output: string | null, { isOptional }: Needed): boolean {
  if (step.state === 'succeeded') return output !== null;
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
