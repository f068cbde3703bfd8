import type { ErrorRecord } from '../../core/errors.ts';
import type { RunCreated, RunOutcome, RunTrigger, SkipReason, StepMetrics } from '../event/events.ts';
import type { MapCounts } from '../event/mapped-events.ts';

export type RunState = 'queued' | 'running' | RunOutcome;

export const RUN_STATES_OVER: readonly RunState[] = ['succeeded', 'failed', 'cancelled', 'interrupted'];

/** One execution of a job, as the log has it so far: all but what it was made from. */
export type RunHead = {
  readonly runId: string;
  readonly job: string;
  readonly state: RunState;
  readonly tags: Readonly<Record<string, string>>;
  readonly trigger: RunTrigger;
  readonly createdAtMs: number;
  /** When it left the queue; null while it waits there, and for a run that never left it. */
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly error: ErrorRecord | null;
  readonly cancelReason: string | null;
};

/** A run with its plan and its config, which are long. */
export type RunRow = RunHead & { readonly created: RunCreated };

/**
 * `pending`: not started, or waiting for its next attempt (`retryAtMs`). `lost` is no state: a lost attempt
 * puts its step back to pending. `mapped`: it became a step for every item of a list, and those are not all over.
 */
export type StepState = 'pending' | 'mapped' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

export const STEP_STATES_OVER: readonly StepState[] = ['succeeded', 'failed', 'skipped', 'cancelled'];

export type StepRow = {
  readonly runId: string;
  readonly stepKey: string;
  readonly op: string;
  /** Position in the plan's order. */
  readonly position: number;
  readonly state: StepState;
  readonly attempt: number;
  /** Fencing token of the attempt that runs or ran last. */
  readonly token: number | null;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly retryAtMs: number | null;
  /** JSON text of the output. */
  readonly output: string | null;
  /** True when the output was taken over from an earlier run. */
  readonly reused: boolean;
  readonly metrics: StepMetrics | null;
  readonly error: ErrorRecord | null;
  readonly skip: SkipReason | null;
  /** What became of a map's items, once all are over; null for any other step. */
  readonly items: MapCounts | null;
};
