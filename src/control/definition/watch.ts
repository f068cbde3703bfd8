import type { ErrorRecord } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';
import type { KeySpan } from '../../core/partition.ts';
import type { Session } from '../../core/time.ts';
import type { Trigger } from '../../core/trigger.ts';
import type { RunOutcome, RunTrigger } from '../event/events.ts';
import type { StepState } from '../state/rows.ts';
import type { Resources } from './resource.ts';
import type { Decide, SensorContext, SensorResult } from './sensor.ts';

/** What a sensor watches, and what it makes of it. */
export type Watch =
  | RunWatch
  | AssetWatch
  | FreshnessWatch
  | FileWatch
  | EventWatch
  | ReadinessWatch
  | {
      readonly kind: 'custom';
      readonly resources: Resources;
      readonly evaluate: (context: SensorContext) => Promise<SensorResult> | SensorResult;
    };

export type RunWatch = {
  readonly kind: 'run';
  readonly filter: RunFilter;
  readonly outcome: WatchedOutcome;
  readonly decide: Decide<EndedRun>;
};

/** Runs of this job (any when null) that have all of these tags. */
export type RunFilter = { readonly job: string | null; readonly tags: Readonly<Record<string, string>> };

/** `failure` is every end that is neither success nor somebody's wish. */
export type WatchedOutcome = 'success' | 'failure' | 'cancelled' | 'any';

/** A run that is over, for those who act on it. */
export type EndedRun = {
  readonly runId: string;
  readonly job: string;
  readonly outcome: RunOutcome;
  readonly tags: Readonly<Record<string, string>>;
  readonly trigger: RunTrigger;
  readonly createdAtMs: number;
  readonly endedAtMs: number;
  readonly error: ErrorRecord | null;
  readonly metrics: RunMetrics;
  /** What a step returned; undefined when it returned nothing or did not succeed. */
  readonly output: (step: string) => unknown;
};

export type RunMetrics = {
  readonly steps: Readonly<Partial<Record<StepState, number>>>;
  /** Attempts beyond each step's first. */
  readonly retries: number;
  /** Rows reported by all steps; null when none reported any. */
  readonly rows: number | null;
  /** The lowest score that a step gave, 0..1; null when none judged anything. */
  readonly qualityScore: number | null;
};

export type AssetWatch = {
  readonly kind: 'asset';
  readonly asset: string;
  /** Of several versions since the last look: the newest, or each. */
  readonly coalesce: 'latest' | 'none';
  readonly decide: Decide<AssetUpdate>;
};

export type AssetUpdate = {
  readonly asset: string;
  readonly version: number;
  readonly rows: number;
  readonly committedAtMs: number;
  /** The run and step that published it. */
  readonly runId: string | null;
  readonly stepKey: string | null;
  /** The slices that changed since the version before it that was seen; absent where the asset has none. */
  readonly changed?: readonly WatchedSlices[];
};

/** Spans of time, and the names they are about; a side that the asset does not have is empty. */
export type WatchedSlices = {
  readonly spans: readonly (KeySpan & { readonly count: number })[];
  readonly lanes: readonly string[];
};

export type FreshnessWatch = {
  readonly kind: 'freshness';
  readonly asset: string;
  readonly deadline: Trigger;
  /** How old the newest version may be at a deadline; null: published since the deadline before. Slices are judged by `freshWithin`. */
  readonly maxAgeMs: number | null;
  readonly decide: Decide<LateAsset>;
};

export type LateAsset = {
  readonly asset: string;
  readonly deadlineMs: number;
  readonly session: Session | null;
  /** The newest version at the deadline; version 0 and null when there was none. */
  readonly version: number;
  readonly committedAtMs: number | null;
  /** The slices that are late, where the asset has slices and says how fresh they must be. */
  readonly late?: readonly WatchedSlices[];
};

export type FileWatch = {
  readonly kind: 'file';
  readonly glob: string;
  /** A file has arrived when its size and time have not changed for so long. */
  readonly stableMs: number;
  readonly decide: Decide<ArrivedFile>;
};

export type ArrivedFile = { readonly path: string; readonly bytes: number; readonly modifiedAtMs: number };

export type EventWatch = { readonly kind: 'event'; readonly event: string; readonly decide: Decide<EmittedEvent> };

/** Something that was emitted from outside, by `tapeline emit` or a webhook. */
export type EmittedEvent = {
  readonly name: string;
  /** What the sender told it apart by; null when it had no key. */
  readonly key: string | null;
  readonly data: Json;
  readonly atMs: number;
  /** Where it stands in the log: grows with every event. */
  readonly seq: number;
};

export type ReadinessWatch = {
  readonly kind: 'readiness';
  readonly trigger: Trigger;
  readonly giveUpAfterMs: number;
  readonly resources: Resources;
  readonly isReady: (context: ReadinessContext) => Promise<Readiness> | Readiness;
  readonly decide: Decide<ReadyMoment>;
};

/** Yes, or no with the reason for people; `never`: nothing is to be waited for, the moment is passed over. */
export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly because: string; readonly never?: true };

export type ReadyMoment = { readonly dueAtMs: number; readonly session: Session | null };
export type ReadinessContext = Omit<SensorContext, 'cursor'> & ReadyMoment;
