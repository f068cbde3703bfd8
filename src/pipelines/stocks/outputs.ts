import type { Schema } from '../../core/frame.ts';
import type { Dataset } from '../../core/snapshot.ts';
import type { DerivedFacts } from '../../data/derived/derived.ts';
import type { Completed, GapReport } from '../../data/path/complete-bars.ts';
import type { BarsSynced } from '../../data/path/sync-bars.ts';
import type { FundamentalsSynced } from '../../data/path/sync-fundamentals.ts';
import type { SyncRange } from '../../data/path/sync-range.ts';
import type { OutputLine, QualityLine, SourceLine } from '../../data/reported/report.ts';
import type { ScoredFacts } from '../../data/scored/scored.ts';

/** What the stock ops hand on: datasets by reference, and what is worth telling. */

export type Bars = { readonly dataset: 'ohlcv_daily' };
export type Statements = { readonly dataset: 'fundamentals' };
export type Indicators = { readonly dataset: 'indicators_daily' };
export type Ratios = { readonly dataset: 'fundamental_indicators_daily' };
export type Merged = { readonly dataset: 'merged_daily' };
export type Scores = { readonly dataset: 'scores' };

export type BarsOutput = {
  readonly bars: Dataset<Bars>;
  readonly source: SourceLine;
  readonly range: SyncRange;
  readonly synced: BarsSynced;
  /** When the op completed the bars itself. */
  readonly gaps: GapReport | null;
  readonly completed: Completed | null;
};

export type FundamentalsOutput = { readonly statements: Dataset<Statements>; readonly synced: FundamentalsSynced };

export type GapsOutput = GapReport & { readonly range: SyncRange };

export type CompletedOutput = Completed & { readonly bars: Dataset<Bars> };

/** Stored data that may be computed with. */
export type MarketData = {
  readonly bars: Dataset<Bars>;
  readonly statements: Dataset<Statements>;
  readonly venue: string;
  /** Why there are no statements, when there are none. */
  readonly statementsAbsentBecause: string | null;
};

export type QualityOutput = MarketData & { readonly quality: QualityLine };

export type TechnicalOutput = DerivedFacts & { readonly indicators: Dataset<Indicators> };
export type RatiosOutput = DerivedFacts & { readonly ratios: Dataset<Ratios> };
export type MergedOutput = DerivedFacts & { readonly merged: Dataset<Merged>; readonly columns: Schema };
export type ScoresOutput = ScoredFacts & { readonly scores: Dataset<Scores> };
export type SavedOutput = { readonly outputs: readonly OutputLine[] };
