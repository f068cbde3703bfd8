/**
 * What both paths say of an asset's slices. A slice is a (lane, stamp) pair: the lane is the number of a name that the
 * state has given out (0 where there are no names), the stamp the day of a session or the number of a month or
 * interval. Regions of them are text, as `regionText` writes it, so that they can be stored and cross processes.
 */

/** How slices of an asset depend on slices of another one. */
export type PartitionMap = {
  /** The same slice of time, every one, or this one and so many before it. */
  readonly points: 'same' | 'all' | { readonly lookback: number };
  readonly lanes: 'same' | 'all';
};

/** An asset that something was made from, as it was then. */
export type PartitionInput = { readonly version: number; readonly map: PartitionMap };

/** What a step made of a partitioned asset. */
export type PartitionsMade = {
  readonly asset: string;
  /** The axis that the stamps belong to. */
  readonly axis: string;
  /** The slices that are whole now. */
  readonly covers: string;
  /** Those of them that were there before and have other content now. New ones need not be named. */
  readonly revised: string;
  readonly inputs: Readonly<Record<string, PartitionInput>>;
  /** What the owner of the code calls it; null when it does not say. */
  readonly codeVersion: string | null;
  /** Hash of the content, where the maker has one. */
  readonly dataVersion: string | null;
  readonly rows: number | null;
  /** Why it was made: `missing`, `input revised: …`, `code changed`, `asked for`. */
  readonly reason: string;
  /** What checks said of it, by their names. */
  readonly checks: Readonly<Record<string, CheckVerdict>>;
};

export type CheckVerdict = {
  readonly verdict: 'passed' | 'warned' | 'failed';
  /** One sentence with the figures. */
  readonly about: string;
};

/** A span of slices by the keys of its ends, both included. */
export type KeySpan = { readonly from: string; readonly to: string };

/** What a run was asked to make, in keys for ops and people, and as a region for the state. */
export type RunPartitions = {
  readonly axis: string;
  /** Spans of time, oldest first, with how many slices each has; empty where the job has no slices of time. */
  readonly spans: readonly (KeySpan & { readonly count: number })[];
  /** Names; empty where the job has none. */
  readonly lanes: readonly string[];
  readonly region: string;
  /** `missing`, `asked for`, `input revised: …`. */
  readonly reason: string;
};

/** What people and other programs may ask for. */
export type PartitionAsk = {
  /** Dates as people write them, or keys; null: from the first, to the last. */
  readonly from: string | null;
  readonly to: string | null;
  /** Null: every name. */
  readonly lanes: readonly string[] | null;
  /** As the state writes it, instead of all that: one block. */
  readonly region?: string;
  readonly reason?: string;
};

/** What an op says it made. What it leaves out is what the run was asked for. */
export type MadeByOp = {
  readonly asset: string;
  readonly spans?: readonly KeySpan[];
  readonly lanes?: readonly string[];
  /** The spans whose content is another one than before. Everything, unless said, when the step published a change. */
  readonly revised?: readonly KeySpan[];
  readonly dataVersion?: string;
  readonly rows?: number;
};

export const SAME_SLICE: PartitionMap = { points: 'same', lanes: 'same' };
