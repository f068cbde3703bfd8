import type { BackfillOutcome, BackfillStarted } from '../../event/backfill-events.ts';
import type { EngineLease, NewRun } from '../store.ts';

/** The part of the state port that knows backfills. */
export interface BackfillStore {
  /** Answers the request it came from, when there is one. A backfill of this id that is there already is left alone. */
  startBackfill(lease: EngineLease, start: StartBackfill): Promise<void>;
  /** A run of a backfill that is open, for slices of it that no other run of it has taken. All or nothing. */
  createBackfillRun(lease: EngineLease, run: NewRun): Promise<void>;
  /** Ending one that is over is fine. @throws usage.unknown_name */
  endBackfill(lease: EngineLease, end: EndBackfill): Promise<void>;
}

export type StartBackfill = {
  readonly started: BackfillStarted;
  readonly requestId: number | null;
  readonly atMs: number;
};

export type EndBackfill = {
  readonly backfill: string;
  readonly outcome: BackfillOutcome;
  readonly reason: string | null;
  readonly requestId: number | null;
  readonly atMs: number;
};

/** What other processes ask. The asker makes the id (a UUIDv7), so that asking twice is one backfill. */
export type BackfillRequestBody =
  | { readonly kind: 'backfill'; readonly data: BackfillAsk }
  | { readonly kind: 'cancel_backfill'; readonly data: { readonly backfill: string; readonly reason: string } };

/** Which of the slices: those that are not there, those that would come out otherwise today, both, or all. */
export type BackfillWhat = 'missing' | 'stale' | 'wanted' | 'all';

export type BackfillAsk = {
  readonly backfill: string;
  readonly asset: string;
  /** Null: the one partitioned job that makes the asset. */
  readonly job: string | null;
  readonly what: BackfillWhat;
  readonly from: string | null;
  readonly to: string | null;
  readonly lanes: readonly string[] | null;
  /** Null: as many runs at once as the job allows, at most four. */
  readonly concurrency: number | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly by: string;
};
