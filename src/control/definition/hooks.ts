import type { ErrorRecord } from '../../core/errors.ts';
import type { SkipReason } from '../event/events.ts';
import type { Log } from './log.ts';
import type { EndedRun } from './watch.ts';

/**
 * What a job calls when something happens in its runs, after it is durable. A hook that throws or hangs is recorded
 * beside the run and does not touch it. The engine that saw it calls it, once; what must happen even when that engine
 * dies belongs into `onRun`.
 */
export type JobHooks = {
  readonly success?: Hook<EndedRun>;
  /** The run has failed, or was interrupted; not when somebody cancelled it. */
  readonly failure?: Hook<EndedRun>;
  /** An attempt has failed and another one will come. */
  readonly retry?: Hook<RetriedStep>;
  readonly skip?: Hook<SkippedStep>;
};

export type Hook<Fact> = (fact: Fact, context: HookContext) => Promise<void> | void;
export type HookContext = { readonly signal: AbortSignal; readonly log: Log };

type StepOfRun = { readonly runId: string; readonly job: string; readonly step: string };

export type RetriedStep = StepOfRun & {
  /** The attempt that has failed. */
  readonly attempt: number;
  readonly error: ErrorRecord;
  readonly retryAtMs: number;
};

export type SkippedStep = StepOfRun & { readonly reason: SkipReason };
