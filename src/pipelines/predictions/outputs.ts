import type { MergeCounts } from '../../data/lake/merge-rows.ts';
import type { RawAddress } from '../../data/raw/raw-store.ts';
import type { BarInterval, InstantRange, MarketSelector } from '../../data/source/predictions.ts';
import type { Verdict } from '../../data/validated/verdict.ts';

/** What the steps hand on: names, ranges and counts. Rows lie in the lake. */

export type MarketTask = InstantRange & {
  readonly symbol: string;
  readonly source: string;
  readonly selector: MarketSelector;
};

export type CoinTask = InstantRange & { readonly symbol: string; readonly pair: string };

export type CollectedOutput = {
  readonly task: MarketTask;
  readonly manifest: RawAddress;
  readonly bodies: number;
  readonly bytes: number;
  readonly outcomes: number;
};

export type CleanedOutput = {
  readonly task: MarketTask;
  readonly manifest: RawAddress;
  readonly outcomes: number;
  readonly rows: number;
  readonly quarantined: number;
  readonly verdicts: readonly Verdict[];
};

export type StoredOutput = {
  readonly task: MarketTask;
  readonly outcomes: number;
  readonly quarantined: number;
  readonly simulated: boolean;
  readonly counts: Readonly<Record<string, MergeCounts>>;
};

export type CoinOutput = {
  readonly task: CoinTask;
  readonly provider: string;
  readonly interval: BarInterval;
  readonly counts: MergeCounts;
  /** Intervals of the range in which the exchange had no candle. */
  readonly missing: number;
};

export type BarTask = InstantRange & {
  readonly symbol: string;
  readonly source: string;
  readonly interval: BarInterval;
  readonly simulated: boolean;
};

export type BarsOutput = {
  readonly task: BarTask;
  readonly bars: number;
  readonly outcomes: number;
  /** Outcomes with prices too coarse for this length. */
  readonly tooCoarse: number;
  readonly counts: MergeCounts;
};

export type BacktestOutput = {
  readonly task: BarTask;
  readonly strategy: string;
  /** Null where no outcome has bars to trade on. */
  readonly figures: BacktestFigures | null;
};

export type BacktestFigures = {
  readonly outcomes: number;
  readonly trades: number;
  readonly won: number;
  readonly cash: number;
  readonly equityLast: number;
  readonly totalReturn: number;
  readonly maxDrawdown: number;
  readonly fees: number;
};

export type ChartTask = { readonly symbol: string; readonly backtests: readonly BacktestOutput[] };

export type ChartOutput = { readonly symbol: string; readonly path: string };
