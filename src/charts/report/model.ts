import type { LuckNote } from '../../backtest/search/luck.ts';
import type { MonthlyRow } from '../../quant/metrics/report/calendar-returns.ts';
import type { FundWeekReport } from './fund-model.ts';
import type { PredictionReport } from './prediction-model.ts';

/**
 * Reports as data: what a page shows, in no language and without colours. JSON holds them unchanged; the command line
 * prints them with `--json`, and `page` makes HTML of them.
 */
export type Report =
  | DailyReport
  | InstrumentReport
  | BacktestReport
  | FactorReport
  | QualityReport
  | PredictionReport
  | FundWeekReport;

export type ReportHead = {
  readonly v: 1;
  readonly profile: string;
  readonly simulated: boolean;
  /** Where prices came from: names of providers. */
  readonly providers: readonly string[];
  /** What was known when: nothing later is in it. */
  readonly asOf: string;
  readonly version: string;
  /** The command that makes this report again. */
  readonly command: string;
};

/** Null is a gap. */
export type Cells = readonly (number | null)[];

/** Bars of one instrument on prices adjusted as of the as-of: the latest are as traded. */
export type BarColumns = {
  /** Days since 1970-01-01, sessions without a bar (suspended) included. */
  readonly sessions: readonly number[];
  readonly open: Cells;
  readonly high: Cells;
  readonly low: Cells;
  readonly close: Cells;
  readonly volume: Cells;
};

export type InstrumentChart = {
  readonly symbol: string;
  readonly about: InstrumentAbout | null;
  readonly bars: BarColumns;
  readonly indicators: readonly IndicatorColumns[];
  /** Ex-dates: what raw prices were multiplied by from that bar on. */
  readonly events: readonly { readonly bar: number; readonly factor: number; readonly isInferred: boolean }[];
  /** Bars that nobody delivered: carried forward, each marked in the lake. */
  readonly filled: readonly { readonly bar: number; readonly how: string }[];
  readonly suspended: readonly { readonly fromBar: number; readonly toBar: number }[];
};

export type InstrumentAbout = {
  readonly name: string | null;
  readonly venue: string | null;
  readonly board: string | null;
  readonly industry: string | null;
  readonly listed: number | null;
  readonly delisted: number | null;
};

export type IndicatorColumns = {
  /** As it was asked for: `MACD(12,26,9)`. */
  readonly text: string;
  /** On the prices themselves, or in a pane of its own. */
  readonly place: 'price' | 'pane';
  readonly outputs: readonly { readonly name: string; readonly values: Cells }[];
};

export type InstrumentReport = ReportHead & {
  readonly kind: 'instrument_report';
  readonly chart: InstrumentChart;
  readonly figures: PriceFigures;
};

/** Of the bars shown; null where there are too few. */
export type PriceFigures = {
  readonly first: number | null;
  readonly last: number | null;
  readonly bars: number;
  readonly close: number | null;
  readonly changeFraction: number | null;
  readonly rangeFraction: number | null;
  readonly highest: number | null;
  readonly highestOn: number | null;
  readonly lowest: number | null;
  readonly lowestOn: number | null;
  readonly volumeMean: number | null;
};

export type ScoreRow = {
  readonly rank: number;
  readonly symbol: string;
  readonly name: string | null;
  readonly score: number;
  readonly percentile: number | null;
  readonly parts: Readonly<Record<string, number | null>>;
};

export type DailyReport = ReportHead & {
  readonly kind: 'daily_report';
  readonly run: {
    readonly runId: string;
    readonly job: string;
    readonly state: string;
    readonly startedAt: string;
    readonly durationMs: number | null;
  };
  readonly source: { readonly name: string; readonly description: string } | null;
  readonly synced: readonly {
    readonly dataset: string;
    readonly received: number;
    readonly inserted: number;
    readonly revised: number;
    readonly unchanged: number;
  }[];
  readonly gaps: GapFigures | null;
  readonly quality: QualityFigures | null;
  readonly skipped: readonly { readonly what: string; readonly because: string; readonly count: number | null }[];
  readonly scores: {
    readonly session: string | null;
    readonly rows: number;
    readonly factors: readonly { readonly name: string; readonly about: string; readonly weight: number }[];
    readonly absent: Readonly<Record<string, string>>;
    readonly top: readonly ScoreRow[];
  } | null;
  /** The first of them. */
  readonly charts: readonly InstrumentChart[];
};

export type GapFigures = {
  readonly to: string;
  readonly expected: number;
  readonly held: number;
  readonly suspended: number;
  readonly found: number;
  readonly fetched: number;
  readonly filled: number;
  readonly left: number;
};

export type QualityFigures = {
  readonly verdict: string;
  readonly score: number | null;
  readonly quarantined: number;
  readonly findings: readonly {
    readonly dataset: string;
    readonly rule: string;
    readonly rows: number;
    readonly about: string;
    readonly example: string | null;
  }[];
};

export type BacktestReport = ReportHead & {
  readonly kind: 'backtest_report';
  readonly strategy: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly symbols: readonly string[];
  readonly cash: number;
  readonly rules: RulesFigures;
  /** Why another set of rules than that of the symbol was taken; null when it was not. */
  readonly rulesNote: string | null;
  readonly sessions: readonly number[];
  readonly equity: Cells;
  readonly benchmark: { readonly name: string; readonly equity: Cells } | null;
  /** Fractions at or below 0, from the highest value so far. */
  readonly drawdown: Cells;
  readonly exposure: Cells;
  readonly convention: string;
  readonly metrics: readonly MetricFigure[];
  readonly months: readonly MonthlyRow[];
  readonly drawdowns: readonly DrawdownFigure[];
  readonly trades: readonly TradeFigure[];
  readonly tradeCount: number;
  readonly statistics: Readonly<Record<string, number | null>>;
  readonly costs: {
    readonly commission: number;
    readonly stampDuty: number;
    readonly transferFee: number;
    readonly total: number;
  };
  readonly refused: Readonly<Record<string, number>>;
  /** The price chart, when one instrument was traded. */
  readonly chart: InstrumentChart | null;
  readonly sweep: SweepFigures | null;
};

export type RulesFigures = {
  readonly name: string;
  readonly lot: number;
  readonly settlement: string;
  readonly commissionRate: number;
  readonly commissionMinimum: number;
  readonly hasStampDuty: boolean;
  readonly hasPriceLimits: boolean;
  readonly slippageBps: number;
};

export type MetricFigure = {
  readonly name: string;
  readonly value: number | null;
  readonly reason: string | null;
  readonly convention: string;
  readonly periodsPerYear: number | null;
  readonly isExtrapolated: boolean;
};

export type DrawdownFigure = {
  readonly peak: number;
  readonly trough: number;
  readonly recovery: number | null;
  readonly depth: number;
  readonly bars: number;
};

export type TradeFigure = {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly quantity: number;
  readonly entryBar: number;
  readonly entrySession: number;
  readonly entryPrice: number;
  readonly exitBar: number | null;
  readonly exitSession: number | null;
  readonly exitPrice: number;
  readonly fees: number;
  readonly profit: number;
  readonly profitFraction: number;
};

export type SweepFigures = {
  readonly trials: number;
  readonly rows: readonly {
    readonly rank: number;
    readonly parameters: Readonly<Record<string, number>>;
    readonly totalReturn: number | null;
    readonly maxDrawdown: number | null;
    readonly sharpePerPeriod: number | null;
    readonly fills: number;
  }[];
  readonly luck: LuckNote;
};

export type FactorReport = ReportHead & {
  readonly kind: 'factor_report';
  readonly horizon: number;
  readonly quantiles: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly sessions: number;
  readonly factors: readonly FactorFigures[];
};

export type FactorFigures = {
  readonly name: string;
  /** Mean return over the horizon of each quantile, 1 the lowest value of the factor. */
  readonly byQuantile: Cells;
  /** Rank correlation of the factor with the return after it, session by session. */
  readonly icSessions: readonly number[];
  readonly ic: Cells;
  readonly icMean: number | null;
  readonly icDeviation: number | null;
  readonly icPositive: number | null;
  readonly pairs: number;
};

export type QualityReport = ReportHead & {
  readonly kind: 'quality_report';
  readonly dataset: string;
  /** The newest runs that judged it, oldest first. */
  readonly runs: readonly VerdictFigures[];
  /** What the newest of them checked, the most broken first. */
  readonly rules: readonly RuleFigures[];
  readonly quarantine: QuarantineFigures;
};

export type VerdictFigures = {
  readonly runId: string;
  readonly at: string;
  readonly verdict: string;
  readonly score: number | null;
  readonly rowsRead: number;
  readonly rowsBroken: number;
};

export type RuleFigures = {
  readonly rule: string;
  readonly severity: string;
  /** What it demands, as people read it. */
  readonly about: string | null;
  /** Rows that broke it in the newest run. */
  readonly rows: number;
  readonly samples: readonly string[];
  /** For each of the runs; null where that run did not check it. */
  readonly brokenByRun: Cells;
};

export type QuarantineFigures = {
  readonly total: number;
  /** Rows that nobody has decided about. */
  readonly open: number;
  readonly reasons: readonly {
    readonly reason: string;
    readonly about: string | null;
    readonly rows: number;
    readonly open: number;
  }[];
  /** The newest ones. */
  readonly rows: readonly {
    readonly instrument: string | null;
    readonly session: string | null;
    readonly reason: string;
    readonly detail: string;
    readonly at: string;
    readonly sha256: string;
    readonly line: number;
    readonly decision: string | null;
    readonly by: string | null;
    readonly note: string | null;
  }[];
};
