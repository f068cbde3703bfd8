import type { ErrorRecord } from '../../core/errors.ts';
import type { RunPartitions } from '../../core/partition.ts';
import type { LakeFile } from '../../core/snapshot.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { BackfillEventBody } from './backfill-events.ts';
import type { BudgetEventBody } from './budget-events.ts';
import type { CheckpointEventBody } from './checkpoint-events.ts';
import type { MappedEventBody } from './mapped-events.ts';
import type { Materialized, PartitionEventBody } from './partition-events.ts';
import type { ScheduleEventBody } from './schedule-events.ts';
import type { SensorEventBody } from './sensor-events.ts';

/**
 * The facts of a run, in the order in which they became true. The log is the ground truth; every state table is
 * a fold over it. Kinds are subject + past participle and are forever; `v` counts a kind's shapes.
 */
export type EventBody =
  | CheckpointEventBody
  | ScheduleEventBody
  | SensorEventBody
  | MappedEventBody
  | BudgetEventBody
  | { readonly kind: 'run_created'; readonly data: RunCreated }
  | { readonly kind: 'run_replanned'; readonly data: RunReplanned }
  | { readonly kind: 'run_started'; readonly data: Readonly<Record<string, never>> }
  | { readonly kind: 'run_resumed'; readonly data: { readonly steps: readonly string[]; readonly reason: string } }
  | { readonly kind: 'run_cancel_requested'; readonly data: { readonly reason: string } }
  | { readonly kind: 'run_ended'; readonly data: RunEnded }
  | { readonly kind: 'step_started'; readonly data: { readonly token: number; readonly isolated: boolean } }
  | { readonly kind: 'step_succeeded'; readonly data: StepSucceeded }
  | { readonly kind: 'step_failed'; readonly data: StepFailed }
  | { readonly kind: 'step_lost'; readonly data: { readonly reason: string } }
  | { readonly kind: 'step_cancelled'; readonly data: { readonly reason: string } }
  | { readonly kind: 'step_skipped'; readonly data: SkipReason }
  | { readonly kind: 'files_pruned'; readonly data: { readonly asset: string; readonly files: readonly FileStay[] } }
  | PartitionEventBody
  | BackfillEventBody;

export type EventKind = EventBody['kind'];

export type RunEvent = EventBody & {
  readonly seq: number;
  readonly runId: string | null;
  readonly stepKey: string | null;
  readonly attempt: number | null;
  readonly v: 1;
  readonly atMs: number;
};

export type NewEvent = Omit<RunEvent, 'seq'> & EventBody;

export type RunTrigger = {
  readonly kind: 'manual' | 'retry' | 'schedule' | 'sensor' | 'backfill' | 'program';
  /** Who asked, as people read it: `tapeline run full`, `retry of 0199…`. */
  readonly by: string;
  readonly parentRunId: string | null;
  /** The runs that led here by setting each other off, oldest first. */
  readonly chain?: readonly string[];
  /** The tick of the schedule that made it. */
  readonly tick?: TickRef;
};

export type TickRef = { readonly schedule: string; readonly atMs: number; readonly session: string | null };

/** What holds a queued run back. Absent: nothing does. */
export type RunAdmission = {
  /** Runs of the job, whoever made them, that may work at once with it; null when nobody limits them. */
  readonly instancesMax: number | null;
  /** Higher ones first; of equal ones the older. */
  readonly priority: number;
  /** Not before this moment. */
  readonly notBeforeMs: number | null;
  /** A run that starts later than this after `notBeforeMs` is not started at all; null when it is never too late. */
  readonly graceMs: number | null;
};

export type RunCreated = {
  readonly job: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly trigger: RunTrigger;
  /** Where the definitions came from, and what they were. */
  readonly definition: { readonly url: string; readonly hash: string; readonly version: string };
  /** Validated config per step key; secrets never stand here. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly profile: string | null;
  readonly steps: readonly PlannedStep[];
  readonly concurrency: number;
  /** Nothing known after this moment may be used by the run. */
  readonly asOfMs: number;
  /** Outputs taken over from an earlier run, by step key: JSON text. */
  readonly reused: Readonly<Record<string, string>>;
  /** The slices it was asked for; absent when it makes whole assets. */
  readonly partitions?: RunPartitions;
  /** The backfill it is a part of. */
  readonly backfill?: string;
  /** Every step is done, also where nothing has changed. */
  readonly isForced?: boolean;
  /** Steps the run is asked to do; all of them when absent. */
  readonly selected?: readonly string[];
  readonly admission?: RunAdmission;
  /**
   * Items taken over from an earlier run once the lists of these maps are known: all that succeeded there but those
   * named. By step.
   */
  readonly taken?: { readonly runId: string; readonly but: Readonly<Record<string, readonly string[]>> };
  /** The only items of a map to be done. By step; absent for a map that does all. */
  readonly items?: Readonly<Record<string, readonly string[]>>;
};

/** What takes the place of a plan of which nothing had begun. */
export type RunReplanned = {
  readonly created: RunCreated;
  /** Steps of the plan before that are no more. */
  readonly dropped: readonly string[];
};

export type RunOutcome = 'succeeded' | 'failed' | 'cancelled' | 'interrupted';

export type RunEnded = { readonly outcome: RunOutcome; readonly error: ErrorRecord | null };

export type StepMetrics = {
  readonly durationMs: number;
  /** Rows the op reported, or null when it did not. */
  readonly rows: number | null;
  /** 0..1, or null when the op judged nothing. */
  readonly qualityScore: number | null;
  /** Processor time and peak memory of the attempt: figures of isolated steps, null otherwise. */
  readonly cpuMs: number | null;
  readonly peakRssBytes: number | null;
  readonly custom: Readonly<Record<string, number>>;
};

export type StepSucceeded = {
  /** JSON text from the output codec. */
  readonly output: string;
  readonly metrics: StepMetrics;
  /** What was published with this very event: the assets' new versions. */
  readonly published: readonly PublishedChange[];
  /** What it made of partitioned assets; absent when it made none. */
  readonly made?: readonly Materialized[];
  /** It was not done: what decides it is as it was then, and what it made then stands. */
  readonly unchanged?: StepSkipped;
  /** What it was done with, and the versions it left: the next one that finds the same is not done. */
  readonly memo?: StepMemo;
};

/** The success that stands for a step that was not done. */
export type StepSkipped = { readonly runId: string; readonly sinceMs: number };

/** All that decides what a step makes, as one hash, under the name by which it is remembered. */
export type Memo = { readonly op: string; readonly fingerprint: string; readonly makes: readonly string[] };

export type StepMemo = {
  readonly op: string;
  readonly fingerprint: string;
  readonly writes: Readonly<Record<string, number>>;
};

/** What a change became: the asset's new version, and all its rows. */
export type PublishedChange = {
  readonly asset: string;
  readonly version: number;
  readonly rows: number;
  readonly removed: readonly FileStay[];
  readonly added: readonly LakeFile[];
};

/** A file's stay in an asset, told apart by the version it came with: the same bytes may leave and come back. */
export type FileStay = { readonly path: string; readonly addedIn: number };

export type StepFailed = {
  readonly error: ErrorRecord;
  readonly metrics: StepMetrics;
  /** When the next attempt may start, or null when this was the last. */
  readonly retryAtMs: number | null;
};

export type SkipReason =
  | { readonly because: 'condition'; readonly condition: string }
  | { readonly because: 'upstream'; readonly upstream: string; readonly upstreamState: string }
  | { readonly because: 'critical_failure'; readonly upstream: string }
  | { readonly because: 'run_failed'; readonly reason: string }
  | { readonly because: 'not_selected'; readonly selection: string }
  /** Nothing that decides it has changed since that run: what it made then stands, and its successors take that. */
  | { readonly because: 'unchanged'; readonly runId: string; readonly sinceMs: number }
  | { readonly because: 'cancelled'; readonly reason: string };
