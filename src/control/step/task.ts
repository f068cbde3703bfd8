import type { ErrorRecord } from '../../core/errors.ts';
import type { CheckVerdict, KeysByOp, MadeByOp, PartitionsMade, RunPartitions } from '../../core/partition.ts';
import type { Snapshot, SnapshotChange } from '../../core/snapshot.ts';
import type { LogFields, LogLevel } from '../definition/log.ts';
import type { Memo, StepMetrics, StepSkipped } from '../event/events.ts';

/**
 * One attempt of one step as plain data: all that another process needs to do the same work. Closures do not cross;
 * the worker finds the op again in the definitions at `definition.url` and refuses another hash.
 */
export type StepTask = {
  readonly runId: string;
  readonly stepKey: string;
  readonly attempt: number;
  readonly token: number;
  readonly job: string;
  readonly definition: { readonly url: string; readonly hash: string; readonly version: string };
  readonly profile: string | null;
  /** Settings that this engine adds: flags, and what the profile's service told. */
  readonly settings: Readonly<Record<string, string>>;
  /** Validated config of this step. */
  readonly config: unknown;
  /** Input name → JSON text of the output it takes; null where an optional source was skipped. */
  readonly inputs: Readonly<Record<string, string | null>>;
  readonly snapshots: Readonly<Record<string, Snapshot>>;
  /** The slices that the run was asked for; absent where it makes whole assets. */
  readonly partitions?: RunPartitions;
  readonly asOfMs: number;
  /** Memory of the attempt's process and all it starts; free when not given. */
  readonly memoryBytes?: number | null;
};

export type StepResult = { readonly metrics: StepMetrics } & (
  | {
      readonly outcome: 'succeeded';
      readonly output: string;
      readonly changes: readonly SnapshotChange[];
      /** What the op says of slices; absent when it says nothing. */
      readonly made?: readonly MadeByOp[];
      /** Names that the op says there are; absent when it says nothing. */
      readonly keys?: readonly KeysByOp[];
      /** The same, as the state keeps it: the engine's own translation. */
      readonly recorded?: readonly PartitionsMade[];
      /** It was not done: what it made then stands. */
      readonly unchanged?: StepSkipped;
      /** What it was done with, where that is remembered. */
      readonly memo?: Memo;
      /** What the checks of each asset said. */
      readonly checks?: Readonly<Record<string, Readonly<Record<string, CheckVerdict>>>>;
    }
  /** `retryIf`: what the op's own rule says of the error; null when it has none. */
  | { readonly outcome: 'failed'; readonly error: ErrorRecord; readonly retryIf: boolean | null }
);

/** What a working step tells while it works. */
export type StepListener = {
  readonly onLog: (line: StepLogLine) => void;
  readonly onProgress: (progress: StepProgress) => void;
  /** No worker is free: the attempt's time does not count until `onBegun`. A host that never waits tells neither. */
  readonly onWaiting?: () => void;
  readonly onBegun?: () => void;
  /** The op takes of a budget: resolves when it has it. Nothing is counted without it. */
  readonly onSpend?: (budget: string, cost: number) => Promise<void>;
};
export type StepLogLine = {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
  readonly error: ErrorRecord | null;
};
export type StepProgress = { readonly done: number; readonly total: number; readonly what: string };

/**
 * Where steps work: in this event loop, or in a child process. `run` never rejects for what the op did; it resolves
 * with a failed result. When `signal` is aborted it resolves soon, whatever the op does.
 */
export interface StepHost extends AsyncDisposable {
  run(task: StepTask, listener: StepListener, signal: AbortSignal): Promise<StepResult>;
}

export const NO_METRICS: StepMetrics = {
  durationMs: 0,
  rows: null,
  qualityScore: null,
  cpuMs: null,
  peakRssBytes: null,
  custom: {},
};
