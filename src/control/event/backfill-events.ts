/** What a backfill is: the slices to make, and how. Its runs are ordinary runs that name it. */
export type BackfillStarted = {
  readonly backfill: string;
  readonly asset: string;
  readonly job: string;
  readonly axis: string;
  /** All the slices it is about, as `regionText` writes them. */
  readonly region: string;
  /** How many slices those are. */
  readonly partitions: number;
  readonly pointsMax: number;
  readonly lanesMax: number;
  /** A run takes all that is to be made in a stretch of time, however it lies. */
  readonly ragged?: boolean;
  /** Runs of it that may be open at once. */
  readonly concurrency: number;
  /** Config for its runs, as `--set` takes it. */
  readonly settings: Readonly<Record<string, string>>;
  /** `missing`, `stale`, `missing or stale`, `asked for`. */
  readonly reason: string;
  readonly by: string;
};

export type BackfillOutcome = 'succeeded' | 'failed' | 'cancelled';

export type BackfillEventBody =
  | { readonly kind: 'backfill_started'; readonly data: BackfillStarted }
  | {
      readonly kind: 'backfill_ended';
      readonly data: { readonly backfill: string; readonly outcome: BackfillOutcome; readonly reason: string | null };
    };
