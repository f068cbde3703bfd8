import type { ErrorRecord } from '../../core/errors.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { RunCreated, RunEnded, SkipReason, StepMetrics, StepSkipped } from '../event/events.ts';
import type { StepsJoined } from '../event/mapped-events.ts';
import type { StepLogLine, StepProgress } from '../step/task.ts';

/**
 * What happens in a run, told after it is durable. One log listener owns the wording; a progress display is another.
 * An observer that throws does not touch the run.
 */
export type Observation =
  | { readonly kind: 'run_created'; readonly created: RunCreated }
  /** A run that an engine left open is taken up. */
  | { readonly kind: 'run_resumed'; readonly reason: string }
  | { readonly kind: 'run_ended'; readonly ended: RunEnded; readonly durationMs: number }
  | { readonly kind: 'step_started'; readonly stepKey: string; readonly attempt: number }
  | {
      readonly kind: 'step_succeeded';
      readonly stepKey: string;
      readonly metrics: StepMetrics;
      readonly snapshots: readonly Snapshot[];
      /** It was not done: what that run made stands. */
      readonly unchanged?: StepSkipped;
    }
  | {
      readonly kind: 'step_failed';
      readonly stepKey: string;
      readonly attempt: number;
      readonly error: ErrorRecord;
      readonly retryAtMs: number | null;
    }
  | { readonly kind: 'step_lost'; readonly stepKey: string; readonly attempt: number; readonly reason: string }
  | { readonly kind: 'step_skipped'; readonly stepKey: string; readonly reason: SkipReason }
  | { readonly kind: 'steps_mapped'; readonly stepKey: string; readonly items: number }
  | { readonly kind: 'steps_joined'; readonly stepKey: string; readonly joined: StepsJoined }
  /** A step that could start waits for a budget; told once for each budget and time. */
  | { readonly kind: 'step_waits'; readonly stepKey: string; readonly budget: string; readonly untilMs: number }
  | { readonly kind: 'step_cancelled'; readonly stepKey: string; readonly reason: string }
  | { readonly kind: 'step_logged'; readonly stepKey: string; readonly line: StepLogLine }
  | { readonly kind: 'step_progressed'; readonly stepKey: string; readonly progress: StepProgress };

export type Observe = (runId: string, atMs: number, observation: Observation) => void;
