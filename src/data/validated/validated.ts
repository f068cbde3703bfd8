import type { Frame } from '../../core/frame.ts';
import type { Raw } from '../raw/keep.ts';
import type { Parsed } from '../source/source.ts';
import type { RowCounts, Verdict } from './verdict.ts';

declare const validated: unique symbol;

/**
 * Rows that keep every rule of their kind: columns of the kind's schema, `provider` and `ingested_at`, in the order
 * of the key, which is unique. Only the verbs of this folder make one.
 */
export type Validated<K extends string> = {
  readonly kind: K;
  readonly rows: Frame;
  readonly providers: readonly string[];
  readonly simulated: boolean;
  readonly [validated]: true;
};

/** What the source read in a kept body; the bytes themselves need not be held any longer. */
export type Page = { readonly raw: Pick<Raw, 'about' | 'address'>; readonly parsed: Parsed };

/** A row that was set aside: where it came from, and why it may not be stored. */
export type Rejection = {
  readonly dataset: string;
  readonly provider: string;
  readonly instrument: string | null;
  readonly session: string | null;
  readonly reason: string;
  readonly detail: string;
  /** 1-based line or record number in the body. */
  readonly rawLine: number;
  readonly rawText: string;
  readonly rawSha256: string;
};

export type ValidationResult<K extends string> = {
  readonly accepted: Validated<K>;
  readonly rejected: readonly Rejection[];
  readonly counts: RowCounts;
  readonly verdict: Verdict;
};
