import type { Schema } from '../../core/frame.ts';
import { KIND_SCHEMAS } from '../source/kinds.ts';

/** What a dataset of the lake looks like: its SQL view has these columns, and those that its configuration adds. */
export type AssetSchema = {
  readonly name: string;
  readonly about: string;
  readonly schema: Schema;
  /** Columns that make a row unique; files are sorted by them. */
  readonly key: readonly string[];
};

/** Where a stored row came from and when. */
const ORIGIN = { provider: 'text', ingested_at: 'instant' } as const satisfies Schema;

const BAR = {
  ...KIND_SCHEMAS.bars,
  suspended: 'flag',
  filled_by: 'text',
  known_at: 'instant',
  ...ORIGIN,
  revision: 'int',
} as const satisfies Schema;

const ROW = { instrument: 'text', session: 'day' } as const satisfies Schema;

const FUNDAMENTAL_INDICATORS = {
  quarter: 'text',
  announced: 'day',
  market_cap: 'double',
  net_profit_ttm: 'double',
  equity_parent: 'double',
  pe_ttm: 'double',
  pb: 'double',
  roe_ttm: 'double',
} as const satisfies Schema;

/** Every dataset that the data path writes. Names and columns are forever. */
export const ASSETS = {
  ohlcv_daily: {
    name: 'ohlcv_daily',
    about: 'Daily bars as traded: unadjusted, one current row per instrument and session',
    schema: BAR,
    key: ['instrument', 'session'],
  },
  ohlcv_daily_superseded: {
    name: 'ohlcv_daily_superseded',
    about: 'What a daily bar said before it was revised',
    schema: { ...BAR, superseded_at: 'instant' },
    key: ['instrument', 'session', 'revision'],
  },
  instruments: {
    name: 'instruments',
    about: 'Who is listed where, since when and until when',
    schema: { ...KIND_SCHEMAS.instruments, ...ORIGIN },
    key: ['instrument'],
  },
  ex_factors: {
    name: 'ex_factors',
    about: 'Splits and dividends as factors on their ex-dates',
    schema: { ...KIND_SCHEMAS.ex_factors, ...ORIGIN },
    key: ['instrument', 'ex_date'],
  },
  suspensions: {
    name: 'suspensions',
    about: 'Sessions in which an instrument did not trade because it was suspended',
    schema: { ...KIND_SCHEMAS.suspensions, ...ORIGIN },
    key: ['instrument', 'session'],
  },
  fundamentals: {
    name: 'fundamentals',
    about: 'Financial statements as announced; a restatement is another row of its quarter',
    schema: { ...KIND_SCHEMAS.fundamentals, ...ORIGIN },
    key: ['instrument', 'quarter', 'announced', 'known_at'],
  },
  valuations: {
    name: 'valuations',
    about: 'Market value of each instrument in each session',
    schema: { ...KIND_SCHEMAS.valuations, ...ORIGIN },
    key: ['instrument', 'session'],
  },
  sync_coverage: {
    name: 'sync_coverage',
    about: 'For which sessions a source was asked about an instrument, whatever it answered',
    schema: { dataset: 'text', instrument: 'text', provider: 'text', asked_from: 'day', asked_to: 'day' },
    key: ['dataset', 'instrument', 'provider', 'asked_from'],
  },
  origins: {
    name: 'origins',
    about: 'Which providers a dataset came from, and whether any of it was simulated',
    schema: { asset: 'text', provider: 'text', simulated: 'flag' },
    key: ['asset', 'provider'],
  },
  gaps: {
    name: 'gaps',
    about: 'Sessions without a bar, as ranges, with the reason and what was done about them',
    schema: {
      instrument: 'text',
      gap_from: 'day',
      gap_to: 'day',
      sessions: 'int',
      reason: 'text',
      open_because: 'text',
      fetched_at: 'instant',
      policy: 'text',
    },
    key: ['instrument', 'gap_from'],
  },
  quarantine: {
    name: 'quarantine',
    about: 'Rows that were set aside: where they came from and which rule they broke',
    schema: {
      dataset: 'text',
      provider: 'text',
      instrument: 'text',
      session: 'day',
      reason: 'text',
      detail: 'text',
      raw_line: 'int',
      raw_text: 'text',
      raw_sha256: 'text',
      run_id: 'text',
      quarantined_at: 'instant',
    },
    key: ['dataset', 'raw_sha256', 'raw_line'],
  },
  quarantine_decisions: {
    name: 'quarantine_decisions',
    about: 'What people decided about rows in quarantine, why, and what the rows said before and after',
    schema: {
      dataset: 'text',
      raw_sha256: 'text',
      raw_line: 'int',
      decided_at: 'instant',
      decision: 'text',
      note: 'text',
      decided_by: 'text',
      row_before: 'text',
      row_after: 'text',
      run_id: 'text',
    },
    key: ['dataset', 'raw_sha256', 'raw_line', 'decided_at'],
  },
  quality_verdicts: {
    name: 'quality_verdicts',
    about: 'What each run found about each dataset: a row for every rule that was checked',
    schema: {
      run_id: 'text',
      dataset: 'text',
      rule: 'text',
      severity: 'text',
      rows_broken: 'int',
      rows_read: 'int',
      verdict: 'text',
      score: 'double',
      recorded_at: 'instant',
    },
    key: ['run_id', 'dataset', 'rule'],
  },
  quality_rules: {
    name: 'quality_rules',
    about: 'What each rule demands of its dataset, as the newest run that checked it had it',
    schema: { dataset: 'text', rule: 'text', severity: 'text', about: 'text' },
    key: ['dataset', 'rule'],
  },
  quality_samples: {
    name: 'quality_samples',
    about: 'Examples of the rows that broke a rule, run by run',
    schema: { run_id: 'text', dataset: 'text', rule: 'text', sample: 'int', row: 'text', recorded_at: 'instant' },
    key: ['run_id', 'dataset', 'rule', 'sample'],
  },
  indicators_daily: {
    name: 'indicators_daily',
    about: 'Technical indicators on adjusted closes; one more column per indicator output',
    schema: { ...ROW, close_adj: 'double' },
    key: ['instrument', 'session'],
  },
  fundamental_indicators_daily: {
    name: 'fundamental_indicators_daily',
    about: 'PE, PB and ROE in each session from what had been announced before it',
    schema: { ...ROW, ...FUNDAMENTAL_INDICATORS },
    key: ['instrument', 'session'],
  },
  merged_daily: {
    name: 'merged_daily',
    about: 'Bars, technical and fundamental indicators side by side for the latest sessions',
    schema: { ...ROW, open: 'double', high: 'double', low: 'double', close: 'double', volume: 'double' },
    key: ['instrument', 'session'],
  },
  scores: {
    name: 'scores',
    about: 'Composite score per instrument and session; one more column per factor: its part of the score',
    schema: {
      ...ROW,
      score: 'double',
      percentile: 'double',
      score_rank: 'int',
      coverage: 'double',
      model: 'text',
    },
    key: ['instrument', 'session'],
  },
  processed_daily: {
    name: 'processed_daily',
    about: 'The result: merged_daily with each row’s score and rank',
    schema: { ...ROW, close: 'double', score: 'double', score_rank: 'int' },
    key: ['instrument', 'session'],
  },
  derivations: {
    name: 'derivations',
    about: 'What each derived dataset was made from, so that nothing is computed twice',
    schema: { asset: 'text', stamp: 'text', columns: 'text' },
    key: ['asset'],
  },
  dataset_metadata: {
    name: 'dataset_metadata',
    about: 'What lies in the lake: rows, range and place of each dataset, as of the last save',
    schema: {
      dataset: 'text',
      rows: 'int',
      files: 'int',
      bytes: 'double',
      first_session: 'day',
      last_session: 'day',
      providers: 'text',
      simulated: 'flag',
      duckdb_path: 'text',
      run_id: 'text',
      updated_at: 'instant',
    },
    key: ['dataset'],
  },
  run_metrics: {
    name: 'run_metrics',
    about: 'Figures of each run: rows, gaps, quality, by step',
    schema: { run_id: 'text', step: 'text', metric: 'text', value: 'double', recorded_at: 'instant' },
    key: ['run_id', 'step', 'metric'],
  },
  temporary_daily: {
    name: 'temporary_daily',
    about: 'What a morning run left for the evening run of the same day; removed when that has used it',
    schema: { run_id: 'text', ...BAR },
    key: ['run_id', 'instrument', 'session'],
  },
} as const satisfies Readonly<Record<string, AssetSchema>>;

export type AssetName = keyof typeof ASSETS;

/** What the columns hold. A column means the same wherever it stands. */
export const COLUMN_NOTES: Readonly<Record<string, string>> = {
  instrument: 'code of the instrument, as its provider writes it',
  session: 'exchange date',
  open: 'price as traded, unadjusted',
  high: 'price as traded, unadjusted',
  low: 'price as traded, unadjusted',
  close: 'price as traded, unadjusted',
  close_adj: 'close × ex_cum_factor of its session / ex_cum_factor at the as-of',
  volume: 'shares, as the provider counts them; null when unknown',
  turnover: 'money; null when unknown',
  prev_close: 'reference price of the session, as the provider gives it',
  limit_up: 'highest price allowed in the session; null when there is none or nobody said',
  limit_down: 'lowest price allowed in the session; null when there is none or nobody said',
  suspended: 'true when the instrument did not trade because it was suspended',
  filled_by: 'null: delivered; ffill, linear: filled here; vendor: the provider repeated the last close',
  known_at: 'instant at which the row could be known',
  provider: 'name of the source',
  ingested_at: 'instant at which the body behind the row was received',
  revision: '1 for the first value stored, one more for each change',
  superseded_at: 'instant at which a newer revision was received',
  ex_date: 'first session in which prices are without the right',
  ex_factor: 'what raw prices from the ex-date on are multiplied by to continue the earlier ones',
  ex_cum_factor: 'product of all ex-factors up to and including this one',
  announced: 'exchange date of the announcement',
  inferred: 'true when worked out from an adjusted series, not told by the source',
  quarter: 'fiscal quarter, 2018q2',
  is_restated: 'true when the row restates an earlier announcement',
  market_cap: 'money',
  net_profit_ttm: 'net profit of the parent over the last four quarters, money',
  equity_parent: 'equity of the parent at the end of the quarter, money',
  pe_ttm: 'market_cap / net_profit_ttm; null for a loss',
  pb: 'market_cap / equity_parent; null when equity is not positive',
  roe_ttm: 'net_profit_ttm / mean of equity_parent now and a year ago, fraction',
  score: 'sum of the part_ columns; no unit',
  percentile: '0 for the lowest score of the session, 100 for the highest',
  score_rank: '1 for the highest score of the session',
  coverage: 'share of the factor weights that had a value, 0..1',
  model: 'first 12 digits of the hash of the scoring configuration',
};
