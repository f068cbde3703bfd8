import type { Session } from '../../core/time.ts';

declare const scored: unique symbol;

export type ScoreLine = {
  readonly rank: number;
  readonly instrument: string;
  readonly session: Session;
  readonly score: number;
  readonly percentile: number | null;
  /** What each factor gave; they add up to the score. Null: this instrument has no value for it. */
  readonly parts: Readonly<Record<string, number | null>>;
};

export type ScoredFacts = {
  readonly sessions: readonly Session[];
  readonly rows: number;
  /** Instruments of the latest session without a score, and why. */
  readonly unscored: Readonly<Record<string, readonly string[]>>;
  /** The best of the latest session, first the best. */
  readonly top: readonly ScoreLine[];
  readonly factors: readonly { readonly name: string; readonly about: string; readonly weight: number }[];
  /** Factors with a weight that could not be computed for anyone, and why. */
  readonly absent: Readonly<Record<string, string>>;
  readonly model: string;
  readonly partitionsWritten: readonly string[];
};

/** What scoring did; the rows are in the draft's files. Only the verbs of this folder make one. */
export type Scored = ScoredFacts & { readonly [scored]: true };
