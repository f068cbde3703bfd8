/** How an annual rate becomes one per period: divided by the periods, or the root of its growth. */
export type Compounding = 'simple' | 'compound';

/**
 * Who defines a metric. The first is the textbook, the last three are single variants that no library owns.
 * The page docs/metrics.md has every formula.
 */
export type ConventionId =
  | 'standard'
  | 'empyrical'
  | 'quantstats'
  | 'performanceanalytics'
  | 'qlib'
  | 'rqrisk'
  | 'backtesting'
  | 'backtrader'
  | 'vectorbt'
  | 'cn'
  | 'arithmetic'
  | 'log'
  | 'negatives';

export type Convention = {
  readonly title: string;
  /** Used when the caller names no number of periods; null: the caller has to. */
  readonly periodsPerYear: number | null;
  /** How an annual risk-free rate, and an annual target, become rates per period. */
  readonly riskFree: Compounding;
  readonly mar: Compounding;
};

const unowned = (title: string): Convention => ({ title, periodsPerYear: null, riskFree: 'simple', mar: 'simple' });

export const CONVENTIONS: Readonly<Record<ConventionId, Convention>> = {
  standard: unowned('The textbook definition; nothing is assumed about the year'),
  empyrical: { title: 'empyrical 0.5', periodsPerYear: 252, riskFree: 'simple', mar: 'simple' },
  quantstats: { title: 'QuantStats', periodsPerYear: 252, riskFree: 'compound', mar: 'compound' },
  performanceanalytics: {
    title: 'PerformanceAnalytics 2.1 for R',
    periodsPerYear: 252,
    riskFree: 'compound',
    mar: 'simple',
  },
  qlib: { title: 'Qlib, which adds returns up', periodsPerYear: 238, riskFree: 'simple', mar: 'simple' },
  rqrisk: { title: 'rqrisk, of RQAlpha', periodsPerYear: 252, riskFree: 'compound', mar: 'compound' },
  backtesting: { title: 'backtesting.py 0.6', periodsPerYear: 252, riskFree: 'simple', mar: 'simple' },
  backtrader: { title: 'backtrader, not annualised', periodsPerYear: 252, riskFree: 'compound', mar: 'compound' },
  vectorbt: { title: 'vectorbt 1', periodsPerYear: 365, riskFree: 'simple', mar: 'simple' },
  cn: { title: 'Chinese fund and strategy sites, 250 days', periodsPerYear: 250, riskFree: 'simple', mar: 'simple' },
  arithmetic: unowned('Means instead of growth'),
  log: unowned('Logarithmic returns'),
  negatives: unowned('The deviation of the losing periods alone: common, and wrong'),
};

export const CONVENTION_IDS = Object.keys(CONVENTIONS) as readonly ConventionId[];
