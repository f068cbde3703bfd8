import type { SessionDay } from '../../core/time.ts';
import type { MergeCounts } from '../lake/merge-rows.ts';

declare const stored: unique symbol;

export type StoredFacts = {
  readonly asset: string;
  readonly counts: MergeCounts;
  readonly sessionFirst: SessionDay | null;
  readonly sessionLast: SessionDay | null;
  readonly partitionsWritten: readonly string[];
  readonly partitionsKept: readonly string[];
};

/** What storing did; the rows are in the draft's files. Only the verbs of this folder make one. */
export type Stored = StoredFacts & { readonly [stored]: true };
