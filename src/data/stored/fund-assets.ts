import type { Schema } from '../../core/frame.ts';
import { FUND_KIND_SCHEMAS } from '../source/funds.ts';
import type { AssetSchema } from './assets.ts';

/** Where a stored row came from and when. */
const ORIGIN = { provider: 'text', ingested_at: 'instant' } as const satisfies Schema;

const NAV = { ...FUND_KIND_SCHEMAS.navs, known_at: 'instant', ...ORIGIN, revision: 'int' } as const satisfies Schema;

/** What is measured of each fund, in the order of the columns: name, and the metric of `tapeline/quant` behind it. */
export const FUND_METRICS = {
  total_return: 'totalReturn',
  return_annual: 'annualReturn',
  volatility_annual: 'annualVolatility',
  downside_deviation: 'downsideDeviation',
  max_drawdown: 'maxDrawdown',
  current_drawdown: 'currentDrawdown',
  longest_drawdown: 'longestDrawdown',
  ulcer_index: 'ulcerIndex',
  sharpe: 'sharpe',
  sortino: 'sortino',
  calmar: 'calmar',
  omega: 'omega',
  gain_to_pain: 'gainToPain',
  value_at_risk: 'valueAtRisk',
  expected_shortfall: 'expectedShortfall',
  skewness: 'skewness',
  kurtosis: 'kurtosis',
  tail_ratio: 'tailRatio',
  win_rate: 'winRate',
  average_win: 'averageWin',
  average_loss: 'averageLoss',
  payoff_ratio: 'payoffRatio',
  best_return: 'bestReturn',
  worst_return: 'worstReturn',
  stability: 'stability',
} as const;

/** Returns over the newest points of the window. */
export const TRAILING_POINTS = {
  return_5d: 5,
  return_21d: 21,
  return_63d: 63,
  return_126d: 126,
  return_252d: 252,
} as const;

const MEASURES = {
  total_return: 'double',
  return_annual: 'double',
  volatility_annual: 'double',
  downside_deviation: 'double',
  max_drawdown: 'double',
  current_drawdown: 'double',
  longest_drawdown: 'double',
  ulcer_index: 'double',
  sharpe: 'double',
  sortino: 'double',
  calmar: 'double',
  omega: 'double',
  gain_to_pain: 'double',
  value_at_risk: 'double',
  expected_shortfall: 'double',
  skewness: 'double',
  kurtosis: 'double',
  tail_ratio: 'double',
  win_rate: 'double',
  average_win: 'double',
  average_loss: 'double',
  payoff_ratio: 'double',
  best_return: 'double',
  worst_return: 'double',
  stability: 'double',
  return_5d: 'double',
  return_21d: 'double',
  return_63d: 'double',
  return_126d: 'double',
  return_252d: 'double',
} as const satisfies Readonly<Record<keyof typeof FUND_METRICS | keyof typeof TRAILING_POINTS, 'double'>>;

/** Every dataset that only the fund desk writes. Names and columns are forever. */
export const FUND_ASSETS = {
  fund_info: {
    name: 'fund_info',
    about: 'Who is a fund, of which type and of which company',
    schema: { ...FUND_KIND_SCHEMAS.funds, fund_class: 'text', ...ORIGIN },
    key: ['instrument'],
  },
  fund_nav_staging: {
    name: 'fund_nav_staging',
    about: 'Net asset values as collected, not yet validated; removed when they are merged',
    schema: {
      run_id: 'text',
      ...FUND_KIND_SCHEMAS.navs,
      ...ORIGIN,
      simulated: 'flag',
      raw_sha256: 'text',
      raw_line: 'int',
    },
    key: ['run_id', 'instrument', 'nav_date', 'raw_sha256', 'raw_line'],
  },
  fund_nav: {
    name: 'fund_nav',
    about: 'Net asset values by the date their publisher states: one current row per fund and date',
    schema: NAV,
    key: ['instrument', 'nav_date'],
  },
  fund_nav_superseded: {
    name: 'fund_nav_superseded',
    about: 'What a net asset value said before it was restated',
    schema: { ...NAV, superseded_at: 'instant' },
    key: ['instrument', 'nav_date', 'revision'],
  },
  fund_distributions: {
    name: 'fund_distributions',
    about: 'Dividends and splits of funds on their ex-dates',
    schema: { ...FUND_KIND_SCHEMAS.distributions, ...ORIGIN },
    key: ['instrument', 'ex_date', 'event'],
  },
  fund_nav_status: {
    name: 'fund_nav_status',
    about: 'How far each fund has published, against what funds of its class have by now',
    schema: {
      instrument: 'text',
      fund_class: 'text',
      last_nav_date: 'day',
      expected_nav_date: 'day',
      state: 'text',
      sessions_behind: 'int',
      sessions_missing: 'int',
      checked_at: 'instant',
    },
    key: ['instrument'],
  },
  fund_nav_adjusted: {
    name: 'fund_nav_adjusted',
    about:
      'What a holder who reinvests has made of 1: NAVs chained over dividends and splits (复权净值), or money funds’ incomes',
    schema: { instrument: 'text', nav_date: 'day', adjusted_nav: 'double', adjusted_return: 'double' },
    key: ['instrument', 'nav_date'],
  },
  fund_metrics: {
    name: 'fund_metrics',
    about: 'Return, risk and ratios of each fund over its newest values',
    schema: {
      instrument: 'text',
      fund_class: 'text',
      nav_date: 'day',
      window_from: 'day',
      points: 'int',
      state: 'text',
      is_extrapolated: 'flag',
      ...MEASURES,
    },
    key: ['instrument'],
  },
  fund_scores: {
    name: 'fund_scores',
    about: 'How a fund compares with the others of its class; one more column per factor: its part of the score',
    schema: {
      instrument: 'text',
      fund_class: 'text',
      nav_date: 'day',
      score: 'double',
      percentile: 'double',
      score_rank: 'int',
      funds: 'int',
      part_return_annual: 'double',
      part_sharpe: 'double',
      part_sortino: 'double',
      part_max_drawdown: 'double',
      part_volatility_annual: 'double',
      part_return_63d: 'double',
    },
    key: ['instrument'],
  },
  data_update_log: {
    name: 'data_update_log',
    about: 'What each run of the fund desk did: how many rows of which dates, and why not more',
    schema: {
      run_id: 'text',
      task: 'text',
      started_at: 'instant',
      finished_at: 'instant',
      state: 'text',
      provider: 'text',
      rows_received: 'int',
      rows_inserted: 'int',
      rows_revised: 'int',
      rows_rejected: 'int',
      funds_expected: 'int',
      funds_done: 'int',
      funds_late: 'int',
      funds_failed: 'int',
      nav_date_first: 'day',
      nav_date_last: 'day',
      message: 'text',
    },
    key: ['run_id', 'task'],
  },
} as const satisfies Readonly<Record<string, AssetSchema>>;

export type FundAssetName = keyof typeof FUND_ASSETS;
