import type { Schema } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';

declare const derived: unique symbol;

export type DerivedFacts = {
  readonly asset: string;
  /** `unchanged`: the inputs and the configuration are those of the last time, so nothing was computed. */
  readonly state: 'computed' | 'unchanged' | 'nothing_to_compute';
  /** Why there was nothing to compute. */
  readonly because: string | null;
  readonly rows: number;
  readonly instruments: number;
  readonly sessionLast: SessionDay | null;
  /** The columns of the dataset besides instrument and session, in order. */
  readonly columns: Schema;
  /** Bars that were not used, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
};

/** What deriving did; the rows are in the draft's files. Only the verbs of this folder make one. */
export type Derived = DerivedFacts & { readonly [derived]: true };
