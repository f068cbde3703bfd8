import type { ErrorRecord } from '../../core/errors.ts';

/** Facts of steps that are done once for every item of a list. */
export type MappedEventBody =
  | { readonly kind: 'steps_mapped'; readonly data: StepsMapped }
  | { readonly kind: 'steps_joined'; readonly data: StepsJoined };

/** The list of a map is known: its step became one step for every item. */
export type StepsMapped = {
  readonly op: string;
  /** Of the first item's step, in the run's order. */
  readonly position: number;
  /** In the order of the list. */
  readonly keys: readonly string[];
  /** Outputs taken over from an earlier run, by item: JSON text. */
  readonly reused: Readonly<Record<string, string>>;
};

/** All items of a map are over. Its output stays with the items. */
export type StepsJoined = {
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly counts: MapCounts;
  readonly error: ErrorRecord | null;
};

export type MapCounts = {
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
};
