import type { RunEvent, RunOutcome, SkipReason, StepMetrics } from '../control/event/events.ts';
import type { Observation } from '../control/run/observer.ts';
import { outputOf } from '../control/run/reuse.ts';
import type { StepRow, StepState } from '../control/state/rows.ts';
import type { StateStore } from '../control/state/store.ts';
import type { StepLogLine } from '../control/step/task.ts';
import type { ErrorRecord } from '../core/errors.ts';
import { decodeOutput } from '../core/json.ts';
import type { Snapshot } from '../core/snapshot.ts';

/** Everything a run in memory did. */
export type RunInMemory = {
  readonly outcome: RunOutcome;
  readonly error: ErrorRecord | null;
  /** By step. */
  readonly steps: Readonly<Record<string, StepInMemory>>;
  /** By step; absent for those that have none. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What each asset is after the run, by asset; absent for those that nobody published. */
  readonly published: Readonly<Record<string, Snapshot>>;
  readonly logs: readonly (StepLogLine & { readonly stepKey: string })[];
  /** By the virtual clock. */
  readonly durationMs: number;
  readonly events: readonly RunEvent[];
};

export type StepInMemory = {
  readonly state: StepState;
  readonly attempts: number;
  readonly error: ErrorRecord | null;
  readonly skip: SkipReason | null;
  readonly metrics: StepMetrics | null;
};

export async function reportOf(store: StateStore, runId: string, seen: readonly Observation[]): Promise<RunInMemory> {
  const run = (await store.run(runId))!;
  const steps = await store.steps(runId);
  const snapshots = await store.snapshots();
  return {
    outcome: run.state as RunOutcome,
    error: run.error,
    steps: Object.fromEntries(steps.map((step) => [step.stepKey, stepOf(step)])),
    outputs: Object.fromEntries(steps.flatMap((step) => outputIn(step, steps))),
    published: Object.fromEntries(snapshots.map((snapshot) => [snapshot.asset, snapshot])),
    logs: seen.flatMap((each) => (each.kind === 'step_logged' ? [{ ...each.line, stepKey: each.stepKey }] : [])),
    durationMs: seen.find((each) => each.kind === 'run_ended')?.durationMs ?? 0,
    events: await store.events({ runId }),
  };
}

function stepOf({ state, attempt, error, skip, metrics }: StepRow): StepInMemory {
  return { state, attempts: attempt, error, skip, metrics };
}

/** Of a map the list that its items make. */
function outputIn(step: StepRow, steps: readonly StepRow[]): readonly (readonly [string, unknown])[] {
  const output = outputOf(step, steps);
  return output === null ? [] : [[step.stepKey, decodeOutput(output)]];
}
