/**
 * What both paths say of an asset's slices. A slice is a (lane, stamp) pair: the lane is the number of a name that the
 * state has given out (0 where there are no names), the stamp the day of a session or the number of a month or
 * interval. Regions of them are text, as `regionText` writes it, so that they can be stored and cross processes.
 */

/** How slices of an asset depend on slices of another one. */
export type PartitionMap = {
  /** The same slice of time, every one, or this one and so many before it: `all` of them where it never forgets. */
  readonly points: 'same' | 'all' | { readonly lookback: number | 'all' };
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
  /** `covers` is all there is: what was current and is not in it has gone. */
  readonly isAll?: boolean;
  /** Slices that were looked for and are not to be had, by reason; with `isAll` there are no others. */
  readonly absent?: Readonly<Record<string, string>>;
  /**
   * Those of `covers` that were there before and have other content now; new ones need not be named. `as_inputs`:
   * those that depend on what changed of their inputs or their code.
   */
  readonly revised: string | 'as_inputs';
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
  /** Where the slices make no rectangle: the blocks they are made of. `spans` and `lanes` then go round all of them. */
  readonly blocks?: readonly SliceBlock[];
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

/** Slices as an op names them: these spans of time for these names; a side that the asset does not have is left out. */
export type SliceBlock = { readonly spans?: readonly KeySpan[]; readonly lanes?: readonly string[] };

/** A name of a dynamic set, and the dates in which it has slices, both included; without one it has them always. */
export type PartitionKey = {
  readonly key: string;
  readonly first?: string | null;
  readonly last?: string | null;
};

/** Names that an op says there are. Those that are known already get the dates that stand here. */
export type KeysByOp = { readonly keysOf: string; readonly keys: readonly PartitionKey[] };

/** What an op says it made. What it leaves out is what the run was asked for. */
export type MadeByOp = {
  readonly asset: string;
  readonly spans?: readonly KeySpan[];
  readonly lanes?: readonly string[];
  /** All that the asset holds now, instead of `spans` and `lanes`: what was there and is not among it has gone. */
  readonly holds?: readonly SliceBlock[];
  /** What was looked for and is not to be had, by reason: it is neither there nor missing. */
  readonly absent?: Readonly<Record<string, readonly SliceBlock[]>>;
  /**
   * The slices whose content is another one than before. Everything, unless said, when the step published a change;
   * `as_inputs`: what depends on what changed of the inputs or the code.
   */
  readonly revised?: readonly KeySpan[] | readonly SliceBlock[] | 'as_inputs';
  /** What it calls the code that made them, with the settings that matter; the asset's own `codeVersion` unless said. */
  readonly codeVersion?: string;
  /** The exchange whose sessions the spans are: they have to be the asset's. */
  readonly calendar?: string;
  readonly dataVersion?: string;
  readonly rows?: number;
};

/** Keys stand in commands, with commas between them and two dots for spans. */
export const isPartitionKey = (text: string): boolean => /^[^\s,/]{1,128}$/.test(text) && !text.includes('..');

export const SAME_SLICE: PartitionMap = { points: 'same', lanes: 'same' };
