import type { RunCreated } from '../../event/events.ts';
import type { EngineLease } from '../store.ts';

/** Out of the queue: the part of the state port that decides which created runs begin. */
export interface AdmissionStore {
  /**
   * Starts queued runs, higher priority first, older first, as far as the limits of their jobs allow; counts all
   * runs of a job, whoever made them. A run waits for its moment, unless the clock was set back behind its making; one
   * that comes later than its grace is ended instead, and its tick says so.
   */
  admitRuns(lease: EngineLease, atMs: number): Promise<Admitted>;
  /** Puts another plan in the place of one of which nothing has begun. @throws a plain Error when something has */
  replanRun(lease: EngineLease, replan: ReplanRun): Promise<void>;
  /** Ends a queued run as cancelled, and answers the request that asked for it. @throws a plain Error when it is not queued */
  cancelQueued(lease: EngineLease, cancel: CancelQueued): Promise<void>;
}

export type Admitted = {
  readonly started: readonly string[];
  readonly misfired: readonly string[];
  /** When a run that waits for its moment may start; null when none does. */
  readonly nextAtMs: number | null;
};

export type ReplanRun = { readonly runId: string; readonly created: RunCreated; readonly atMs: number };

export type CancelQueued = {
  readonly runId: string;
  readonly reason: string;
  readonly requestId: number | null;
  readonly atMs: number;
};
