import type { Cells, ReportHead } from './model.ts';

/** A coin and what venues thought of it, at one or more lengths of bar; and what trading on that would have made. */
export type PredictionReport = ReportHead & {
  readonly kind: 'prediction_report';
  readonly symbol: string;
  /** The pair whose candles are shown. */
  readonly pair: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly sections: readonly PredictionSection[];
  readonly backtests: readonly PredictionBacktestRow[];
  readonly questions: readonly PredictionQuestion[];
};

export type PredictionSection = {
  readonly interval: string;
  /** When each bar begins. */
  readonly startsAtMs: readonly number[];
  /** Null where the exchange had none. */
  readonly open: Cells;
  readonly high: Cells;
  readonly low: Cells;
  readonly close: Cells;
  readonly venues: readonly PredictionVenueColumns[];
};

export type PredictionVenueColumns = {
  readonly source: string;
  /** Of the question that ends next, its first outcome: a fraction. */
  readonly probability: Cells;
  readonly equity: Cells;
  readonly trades: readonly PredictionTradeMark[];
};

export type PredictionTradeMark = {
  readonly entryBar: number;
  readonly entryPrice: number;
  /** Null while it is held. */
  readonly exitBar: number | null;
  readonly exitPrice: number;
  readonly quantity: number;
  readonly profit: number;
};

export type PredictionBacktestRow = {
  readonly source: string;
  readonly interval: string;
  readonly strategy: string;
  readonly figures: {
    readonly outcomes: number;
    readonly trades: number;
    readonly won: number;
    readonly equityLast: number;
    readonly totalReturn: number;
    readonly maxDrawdown: number;
    readonly fees: number;
  } | null;
};

export type PredictionQuestion = {
  readonly source: string;
  readonly question: string;
  readonly outcome: string;
  readonly endsAtMs: number;
  /** The last price known; null without one. */
  readonly price: number | null;
  readonly payout: number | null;
};
