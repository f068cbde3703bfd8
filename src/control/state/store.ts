import type { ErrorRecord } from '../../core/errors.ts';
import type { PartitionAsk, PartitionsMade } from '../../core/partition.ts';
import type { Snapshot, SnapshotChange } from '../../core/snapshot.ts';
import type {
  Memo,
  RunCreated,
  RunEnded,
  RunEvent,
  SkipReason,
  StepFailed,
  StepMetrics,
  StepSkipped,
} from '../event/events.ts';
import type { AdmissionStore } from './admission/port.ts';
import type { BackfillRequestBody, BackfillStore } from './backfill/port.ts';
import type { Spending } from './budget/rules.ts';
import type { Cells } from './cells.ts';
import type { CheckpointStore } from './checkpoint/port.ts';
import type { JoinSteps, MapSteps } from './mapped/rules.ts';
import type { KeysRequestBody, PartitionStore } from './partition/port.ts';
import type { RangeQuery } from './range.ts';
import type { RunRow, RunState, StepRow } from './rows.ts';
import type { ScheduleRequestBody, ScheduleStore } from './schedule/port.ts';
import type { SensorRequestBody, SensorStore } from './sensor/port.ts';
import type { Cell, StateTable } from './tables.ts';

/**
 * Where runs live. One port, whose methods are whole transactions: each either happened as a whole and is durable
 * when its promise resolves, or did not happen. Calls made in one turn of the event loop may share one commit.
 *
 * What a caller may rely on after a crash: every resolved call is there, no unresolved call is there in part.
 * Every writing method of the engine takes its lease and is refused (`engine.fenced`) once another engine holds it.
 * Times are arguments: the store has no clock.
 */
export interface StateStore
  extends AsyncDisposable,
    CheckpointStore,
    PartitionStore,
    BackfillStore,
    AdmissionStore,
    ScheduleStore,
    SensorStore {
  /** Takes the one right to move run state. @throws engine.held naming the holder. */
  acquireEngine(holder: Holder): Promise<EngineLease>;
  releaseEngine(lease: EngineLease): Promise<void>;
  /** Who holds the right now; null when nobody alive does. */
  engineHolder(): Promise<Holder | null>;

  /** Asks the engine, whoever it is, for something. Needs no lease. */
  submit(request: NewRequest): Promise<number>;
  openRequests(): Promise<readonly Request[]>;
  request(id: number): Promise<Request | null>;
  /** Requests that have an answer, oldest first; a checkpoint forgets old ones. */
  answeredRequests(query: { readonly afterId: number; readonly limit: number }): Promise<readonly Request[]>;
  /** Answers a request that led to no run. */
  answerRequest(lease: EngineLease, id: number, answer: RequestAnswer): Promise<void>;

  /** Creates a queued run with all its steps, and answers the request it came from, in one transaction. */
  createRun(lease: EngineLease, run: NewRun): Promise<void>;
  /** Moves a run on: ends attempts, publishes their data, starts what became ready, ends the run. All or nothing. */
  advance(lease: EngineLease, move: Move): Promise<Advanced>;
  /** Records that files of old versions are gone from disk. */
  recordPruned(lease: EngineLease, asset: string, paths: readonly string[], atMs: number): Promise<void>;

  run(runId: string): Promise<RunRow | null>;
  /** Newest first. */
  runs(query: RunQuery): Promise<readonly RunRow[]>;
  /** In plan order. */
  steps(runId: string): Promise<readonly StepRow[]>;
  events(query: EventQuery): Promise<readonly RunEvent[]>;
  /**
   * The asset's current version, or `version` of it; version 0 without files when it was never published.
   * @throws usage.unknown_name for a version that never was, or whose files are pruned.
   */
  snapshot(asset: string, version?: number): Promise<Snapshot>;
  /** The current snapshot of every asset that was ever published, by name. */
  snapshots(): Promise<readonly Snapshot[]>;
  /** Files that only versions before the newest `versionsKept` hold, not pruned yet. */
  prunable(asset: string, versionsKept: number): Promise<readonly string[]>;
  /** Rows of a state table by their key, all of one moment: for the readers of a kind (`state/read-….ts`). */
  range(query: RangeQuery): Promise<readonly Cells[]>;
  /** Grows whenever anything was committed: cheap to poll. */
  changeMark(): Promise<number>;

  /** Drops every state table and folds the log again. For audits and tests. */
  rebuild(lease: EngineLease): Promise<void>;
  /** Every state row, sorted by key: two stores with equal dumps are in the same state. */
  dump(): Promise<Readonly<Record<StateTable, readonly Readonly<Record<string, Cell>>[]>>>;
}

export type Holder = { readonly pid: number; readonly host: string; readonly sinceMs: number; readonly what: string };

/** The engine's right. `epoch` grows with every holder: the fencing token of everything the engine writes. */
export type EngineLease = { readonly epoch: number };

export type RequestBody =
  | SensorRequestBody
  | BackfillRequestBody
  | KeysRequestBody
  | ScheduleRequestBody
  | { readonly kind: 'run'; readonly data: RunRequest }
  | { readonly kind: 'retry'; readonly data: RetryRequest }
  | { readonly kind: 'cancel'; readonly data: { readonly runId: string; readonly reason: string } };

export type RetryMode =
  | { readonly kind: 'failed' }
  | { readonly kind: 'from'; readonly step: string }
  | { readonly kind: 'only'; readonly step: string };

export type RetryRequest = {
  readonly runId: string;
  readonly mode: RetryMode;
  readonly asker: Asker | null;
  /** The rest may be done by other code than the run began with. */
  readonly adopt?: boolean;
};

/** The process that waits for the run; a request whose asker died is not served. Null: nobody waits, serve it anyway. */
export type Asker = { readonly pid: number; readonly host: string };

export type RunRequest = {
  readonly job: string;
  /** `--set` values as written: key or `op.key` → text. */
  readonly settings: Readonly<Record<string, string>>;
  readonly selection: Selection;
  readonly profile: string | null;
  readonly concurrency: number | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The slices to make; absent: the newest one, where the job has any. */
  readonly partitions?: PartitionAsk;
  /** Do every step, also where nothing has changed. */
  readonly isForced?: boolean;
  readonly by: string;
  readonly asker: Asker | null;
};

export type Selection = {
  /** Run up to and including this step. */
  readonly until: string | null;
  readonly from: string | null;
  readonly only: readonly string[];
};

export type NewRequest = RequestBody & { readonly atMs: number };
export type RequestAnswer = { readonly runId: string | null; readonly error: ErrorRecord | null };
export type Request = NewRequest & { readonly id: number; readonly answer: RequestAnswer | null };

export type NewRun = {
  readonly runId: string;
  readonly created: RunCreated;
  readonly requestId: number | null;
  readonly atMs: number;
};

/**
 * What happens to a run in one transaction, in this order. What contradicts the state (starting a step that is
 * not pending, ending a run that is over or has running steps, succeeding with pending ones) is a bug of the
 * caller: the whole move is refused with a plain Error.
 */
export type Move = {
  readonly runId: string;
  readonly atMs: number;
  /**
   * Takes up a run that was left or ended without success. `steps` go back to pending; each must be failed,
   * skipped, cancelled or pending already. Attempts that still stand as running are ended (`lost`) by `end`.
   */
  readonly resume?: { readonly steps: readonly string[]; readonly reason: string };
  readonly cancel?: { readonly reason: string; readonly requestId: number | null };
  readonly end?: readonly AttemptEnd[];
  readonly skip?: readonly { readonly stepKey: string; readonly reason: SkipReason }[];
  /** Steps whose list is known, before the skips; and those whose items are all over, after them. */
  readonly map?: readonly MapSteps[];
  readonly join?: readonly JoinSteps[];
  readonly start?: readonly StartStep[];
  /** What attempts take of budgets while they work. The token must be that of the running one (`engine.fenced`). */
  readonly spend?: readonly SpendMore[];
  readonly endRun?: RunEnded;
};

export type SpendMore = { readonly stepKey: string; readonly token: number; readonly spending: Spending };

/** An attempt to start, and what it spends. */
export type StartStep = {
  readonly stepKey: string;
  readonly isolated: boolean;
  readonly spend?: readonly Spending[];
};

/** The end of one attempt. The token must be the one its start was given, or the whole move is refused (`engine.fenced`). */
export type AttemptEnd = { readonly stepKey: string; readonly token: number } & (
  | {
      readonly outcome: 'succeeded';
      readonly output: string;
      readonly metrics: StepMetrics;
      readonly changes: readonly SnapshotChange[];
      /** What it made of partitioned assets. */
      readonly made?: readonly PartitionsMade[];
      readonly unchanged?: StepSkipped;
      readonly memo?: Memo;
    }
  | ({ readonly outcome: 'failed' } & StepFailed)
  | { readonly outcome: 'lost'; readonly reason: string }
  | { readonly outcome: 'cancelled'; readonly reason: string }
);

export type Advanced = {
  /** The attempts that were started, with their fencing tokens. */
  readonly started: readonly { readonly stepKey: string; readonly attempt: number; readonly token: number }[];
  /** The new current snapshots of the assets that changed. */
  readonly snapshots: readonly Snapshot[];
};

export type RunQuery = {
  readonly job?: string;
  readonly states?: readonly RunState[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly limit?: number;
};

export type EventQuery = { readonly runId?: string; readonly afterSeq?: number; readonly limit?: number };

/** What other processes may do with the state while an engine works: look. */
export type StateReader = Pick<
  StateStore,
  | 'engineHolder'
  | 'openRequests'
  | 'request'
  | 'answeredRequests'
  | 'run'
  | 'runs'
  | 'steps'
  | 'events'
  | 'snapshot'
  | 'snapshots'
  | 'prunable'
  | 'range'
  | 'changeMark'
  | 'dump'
  | typeof Symbol.asyncDispose
>;
