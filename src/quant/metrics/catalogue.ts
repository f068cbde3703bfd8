import { activePremium } from './benchmark/active-premium.ts';
import { alpha } from './benchmark/alpha.ts';
import { appraisal } from './benchmark/appraisal.ts';
import { battingAverage } from './benchmark/batting-average.ts';
import { beta } from './benchmark/beta.ts';
import { betaBear } from './benchmark/beta-bear.ts';
import { betaBull } from './benchmark/beta-bull.ts';
import { capture } from './benchmark/capture.ts';
import { captureRatio } from './benchmark/capture-ratio.ts';
import { correlation } from './benchmark/correlation.ts';
import { downCapture } from './benchmark/down-capture.ts';
import { downNumber } from './benchmark/down-number.ts';
import { downPercent } from './benchmark/down-percent.ts';
import { epsilon } from './benchmark/epsilon.ts';
import { famaBeta } from './benchmark/fama-beta.ts';
import { informationRatio } from './benchmark/information-ratio.ts';
import { jensenAlpha } from './benchmark/jensen-alpha.ts';
import { mSquared } from './benchmark/m-squared.ts';
import { netSelectivity } from './benchmark/net-selectivity.ts';
import { rSquared } from './benchmark/r-squared.ts';
import { specificRisk } from './benchmark/specific-risk.ts';
import { systematicRisk } from './benchmark/systematic-risk.ts';
import { timingRatio } from './benchmark/timing-ratio.ts';
import { totalRisk } from './benchmark/total-risk.ts';
import { trackingError } from './benchmark/tracking-error.ts';
import { treynor } from './benchmark/treynor.ts';
import { upCapture } from './benchmark/up-capture.ts';
import { upNumber } from './benchmark/up-number.ts';
import { upPercent } from './benchmark/up-percent.ts';
import { averageDrawdown } from './drawdown/average-drawdown.ts';
import { averageDrawdownLength } from './drawdown/average-drawdown-length.ts';
import { averageRecovery } from './drawdown/average-recovery.ts';
import { burke } from './drawdown/burke.ts';
import { calmar } from './drawdown/calmar.ts';
import { conditionalDrawdown } from './drawdown/conditional-drawdown.ts';
import { currentDrawdown } from './drawdown/current-drawdown.ts';
import { longestDrawdown } from './drawdown/longest-drawdown.ts';
import { martin } from './drawdown/martin.ts';
import { maxDrawdown } from './drawdown/max-drawdown.ts';
import { painIndex } from './drawdown/pain-index.ts';
import { painRatio } from './drawdown/pain-ratio.ts';
import { recoveryFactor } from './drawdown/recovery-factor.ts';
import { sterling } from './drawdown/sterling.ts';
import { ulcerIndex } from './drawdown/ulcer-index.ts';
import type { MetricFunction } from './kernel/measure.ts';
import { adjustedSharpe } from './ratio/adjusted-sharpe.ts';
import { bernardoLedoit } from './ratio/bernardo-ledoit.ts';
import { gainToPain } from './ratio/gain-to-pain.ts';
import { kappa } from './ratio/kappa.ts';
import { kelly } from './ratio/kelly.ts';
import { minimumTrackRecord } from './ratio/minimum-track-record.ts';
import { missingTrackRecord } from './ratio/missing-track-record.ts';
import { omega } from './ratio/omega.ts';
import { omegaSharpe } from './ratio/omega-sharpe.ts';
import { payoffRatio } from './ratio/payoff-ratio.ts';
import { probabilisticSharpe } from './ratio/probabilistic-sharpe.ts';
import { sharpe } from './ratio/sharpe.ts';
import { sharpeOfExpectedShortfall } from './ratio/sharpe-of-expected-shortfall.ts';
import { sharpeOfValueAtRisk } from './ratio/sharpe-of-value-at-risk.ts';
import { sharpePerPeriod } from './ratio/sharpe-per-period.ts';
import { smartSharpe } from './ratio/smart-sharpe.ts';
import { sortino } from './ratio/sortino.ts';
import { upsidePotentialRatio } from './ratio/upside-potential-ratio.ts';
import { annualReturn } from './return/annual-return.ts';
import { averageLoss } from './return/average-loss.ts';
import { averageWin } from './return/average-win.ts';
import { bestReturn } from './return/best-return.ts';
import { cagr } from './return/cagr.ts';
import { geometricMeanReturn } from './return/geometric-mean-return.ts';
import { longestLossStreak } from './return/longest-loss-streak.ts';
import { longestWinStreak } from './return/longest-win-streak.ts';
import { meanReturn } from './return/mean-return.ts';
import { totalReturn } from './return/total-return.ts';
import { winRate } from './return/win-rate.ts';
import { worstReturn } from './return/worst-return.ts';
import { annualVolatility } from './risk/annual-volatility.ts';
import { dRatio } from './risk/d-ratio.ts';
import { downsideDeviation } from './risk/downside-deviation.ts';
import { downsidePotential } from './risk/downside-potential.ts';
import { expectedShortfall } from './risk/expected-shortfall.ts';
import { hurstIndex } from './risk/hurst-index.ts';
import { kurtosis } from './risk/kurtosis.ts';
import { meanAbsoluteDeviation } from './risk/mean-absolute-deviation.ts';
import { rachevRatio } from './risk/rachev-ratio.ts';
import { semiDeviation } from './risk/semi-deviation.ts';
import { skewness } from './risk/skewness.ts';
import { skewnessKurtosisRatio } from './risk/skewness-kurtosis-ratio.ts';
import { stability } from './risk/stability.ts';
import { standardDeviation } from './risk/standard-deviation.ts';
import { tailRatio } from './risk/tail-ratio.ts';
import { valueAtRisk } from './risk/value-at-risk.ts';

/** Every metric, shelf by shelf. */
export const METRICS: readonly MetricFunction[] = [
  annualReturn,
  averageLoss,
  averageWin,
  bestReturn,
  cagr,
  geometricMeanReturn,
  longestLossStreak,
  longestWinStreak,
  meanReturn,
  totalReturn,
  winRate,
  worstReturn,
  annualVolatility,
  dRatio,
  downsideDeviation,
  downsidePotential,
  expectedShortfall,
  hurstIndex,
  kurtosis,
  meanAbsoluteDeviation,
  rachevRatio,
  semiDeviation,
  skewnessKurtosisRatio,
  skewness,
  stability,
  standardDeviation,
  tailRatio,
  valueAtRisk,
  averageDrawdownLength,
  averageDrawdown,
  averageRecovery,
  burke,
  calmar,
  conditionalDrawdown,
  currentDrawdown,
  longestDrawdown,
  martin,
  maxDrawdown,
  painIndex,
  painRatio,
  recoveryFactor,
  sterling,
  ulcerIndex,
  adjustedSharpe,
  bernardoLedoit,
  gainToPain,
  kappa,
  kelly,
  minimumTrackRecord,
  missingTrackRecord,
  omegaSharpe,
  omega,
  payoffRatio,
  probabilisticSharpe,
  sharpeOfExpectedShortfall,
  sharpeOfValueAtRisk,
  sharpePerPeriod,
  sharpe,
  smartSharpe,
  sortino,
  upsidePotentialRatio,
  activePremium,
  alpha,
  appraisal,
  battingAverage,
  betaBear,
  betaBull,
  beta,
  captureRatio,
  capture,
  correlation,
  downCapture,
  downNumber,
  downPercent,
  epsilon,
  famaBeta,
  informationRatio,
  jensenAlpha,
  mSquared,
  netSelectivity,
  rSquared,
  specificRisk,
  systematicRisk,
  timingRatio,
  totalRisk,
  trackingError,
  treynor,
  upCapture,
  upNumber,
  upPercent,
];
