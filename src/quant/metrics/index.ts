/**
 * Metrics of returns, each by an explicit convention: what libraries call by one name and compute in different ways.
 * `call` and `list` are for configuration, the functions by name for code. Formulas: docs/metrics.md.
 */

export { call, conventions, list, type MetricDescription, measureAll, metricNamed, prepareAll } from './abstract.ts';
export { activePremium } from './benchmark/active-premium.ts';
export { alpha } from './benchmark/alpha.ts';
export { appraisal } from './benchmark/appraisal.ts';
export { battingAverage } from './benchmark/batting-average.ts';
export { beta } from './benchmark/beta.ts';
export { betaBear } from './benchmark/beta-bear.ts';
export { betaBull } from './benchmark/beta-bull.ts';
export { capture } from './benchmark/capture.ts';
export { captureRatio } from './benchmark/capture-ratio.ts';
export { correlation } from './benchmark/correlation.ts';
export { downCapture } from './benchmark/down-capture.ts';
export { downNumber } from './benchmark/down-number.ts';
export { downPercent } from './benchmark/down-percent.ts';
export { epsilon } from './benchmark/epsilon.ts';
export { famaBeta } from './benchmark/fama-beta.ts';
export { informationRatio } from './benchmark/information-ratio.ts';
export { jensenAlpha } from './benchmark/jensen-alpha.ts';
export { mSquared } from './benchmark/m-squared.ts';
export { netSelectivity } from './benchmark/net-selectivity.ts';
export { rSquared } from './benchmark/r-squared.ts';
export { specificRisk } from './benchmark/specific-risk.ts';
export { systematicRisk } from './benchmark/systematic-risk.ts';
export { timingRatio } from './benchmark/timing-ratio.ts';
export { totalRisk } from './benchmark/total-risk.ts';
export { trackingError } from './benchmark/tracking-error.ts';
export { treynor } from './benchmark/treynor.ts';
export { upCapture } from './benchmark/up-capture.ts';
export { upNumber } from './benchmark/up-number.ts';
export { upPercent } from './benchmark/up-percent.ts';
export { averageDrawdown } from './drawdown/average-drawdown.ts';
export { averageDrawdownLength } from './drawdown/average-drawdown-length.ts';
export { averageRecovery } from './drawdown/average-recovery.ts';
export { burke } from './drawdown/burke.ts';
export { calmar } from './drawdown/calmar.ts';
export { conditionalDrawdown } from './drawdown/conditional-drawdown.ts';
export { currentDrawdown } from './drawdown/current-drawdown.ts';
export { longestDrawdown } from './drawdown/longest-drawdown.ts';
export { martin } from './drawdown/martin.ts';
export { maxDrawdown } from './drawdown/max-drawdown.ts';
export { painIndex } from './drawdown/pain-index.ts';
export { painRatio } from './drawdown/pain-ratio.ts';
export { recoveryFactor } from './drawdown/recovery-factor.ts';
export { sterling } from './drawdown/sterling.ts';
export { ulcerIndex } from './drawdown/ulcer-index.ts';
export { CONVENTION_IDS, type Compounding, type Convention, type ConventionId } from './kernel/conventions.ts';
export type { MetricGroup, ParameterName, ParameterSpec } from './kernel/definition.ts';
export type { DrawdownEpisode } from './kernel/episodes.ts';
export { exactPeriodsPerYear } from './kernel/exact-year.ts';
export type { Measured, MetricFunction } from './kernel/measure.ts';
export type { UndefinedReason } from './kernel/outcome.ts';
export type { Series } from './kernel/series.ts';
export type { PeriodsPerYear, RateInput, SessionCalendar, Settings } from './kernel/terms.ts';
export { adjustedSharpe } from './ratio/adjusted-sharpe.ts';
export { bernardoLedoit } from './ratio/bernardo-ledoit.ts';
export { gainToPain } from './ratio/gain-to-pain.ts';
export { kappa } from './ratio/kappa.ts';
export { kelly } from './ratio/kelly.ts';
export { minimumTrackRecord } from './ratio/minimum-track-record.ts';
export { missingTrackRecord } from './ratio/missing-track-record.ts';
export { omega } from './ratio/omega.ts';
export { omegaSharpe } from './ratio/omega-sharpe.ts';
export { payoffRatio } from './ratio/payoff-ratio.ts';
export { probabilisticSharpe } from './ratio/probabilistic-sharpe.ts';
export { sharpe } from './ratio/sharpe.ts';
export { sharpeOfExpectedShortfall } from './ratio/sharpe-of-expected-shortfall.ts';
export { sharpeOfValueAtRisk } from './ratio/sharpe-of-value-at-risk.ts';
export { sharpePerPeriod } from './ratio/sharpe-per-period.ts';
export { smartSharpe } from './ratio/smart-sharpe.ts';
export { sortino } from './ratio/sortino.ts';
export { upsidePotentialRatio } from './ratio/upside-potential-ratio.ts';
export {
  type CalendarReturn,
  type CalendarUnit,
  calendarReturns,
  type MonthlyRow,
  monthlyTable,
  yearlyReturns,
} from './report/calendar-returns.ts';
export { deepestEpisodes, drawdownEpisodes, drawdownEpisodesOfValues } from './report/drawdown-episodes.ts';
export { adjustedNav, type NavColumns, navReturns } from './report/nav-returns.ts';
export { rolling } from './report/rolling.ts';
export { annualReturn } from './return/annual-return.ts';
export { averageLoss } from './return/average-loss.ts';
export { averageWin } from './return/average-win.ts';
export { bestReturn } from './return/best-return.ts';
export { cagr } from './return/cagr.ts';
export { geometricMeanReturn } from './return/geometric-mean-return.ts';
export { longestLossStreak } from './return/longest-loss-streak.ts';
export { longestWinStreak } from './return/longest-win-streak.ts';
export { meanReturn } from './return/mean-return.ts';
export { totalReturn } from './return/total-return.ts';
export { winRate } from './return/win-rate.ts';
export { worstReturn } from './return/worst-return.ts';
export { annualVolatility } from './risk/annual-volatility.ts';
export { dRatio } from './risk/d-ratio.ts';
export { downsideDeviation } from './risk/downside-deviation.ts';
export { downsidePotential } from './risk/downside-potential.ts';
export { expectedShortfall } from './risk/expected-shortfall.ts';
export { hurstIndex } from './risk/hurst-index.ts';
export { kurtosis } from './risk/kurtosis.ts';
export { meanAbsoluteDeviation } from './risk/mean-absolute-deviation.ts';
export { rachevRatio } from './risk/rachev-ratio.ts';
export { semiDeviation } from './risk/semi-deviation.ts';
export { skewness } from './risk/skewness.ts';
export { skewnessKurtosisRatio } from './risk/skewness-kurtosis-ratio.ts';
export { stability } from './risk/stability.ts';
export { standardDeviation } from './risk/standard-deviation.ts';
export { tailRatio } from './risk/tail-ratio.ts';
export { valueAtRisk } from './risk/value-at-risk.ts';
