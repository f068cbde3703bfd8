import { z } from '../../control/definition/schema.ts';
import { toSession } from '../../core/time.ts';
import { WEIGHTS_DEFAULT } from '../../data/scored/factors.ts';

/** The settings of the stock ops, in groups. A key means the same in every op that has it. */

const date = z
  .string()
  .regex(/^\d{4}-?\d{2}-?\d{2}$/, 'must look like 2026-11-20')
  .refine(isDate, 'is not a date of the calendar')
  .nullable()
  .default(null);

function isDate(text: string): boolean {
  try {
    toSession(text);
    return true;
  } catch {
    return false;
  }
}

/** Which instruments and sessions. */
export const rangeSettings = {
  target_stocks: z
    .array(z.string().min(1))
    .default([])
    .describe('Instruments, e.g. 000001.XSHE,000002.XSHE; empty: all that the source lists'),
  days_back: z
    .union([z.number().int().min(1), z.literal('auto')])
    .default('auto')
    .describe('Calendar days before the end; auto: everything, or 365 days from a source that meters its bytes'),
  start_date: date.describe('First session, e.g. 2024-01-02; wins over days_back'),
  end_date: date.describe('Last session; default: the newest that has closed and is published'),
};

/** How a source is asked. */
export const syncSettings = {
  batch_size: z.number().int().min(0).default(0).describe('Instruments per request; 0: as the source likes it'),
  recheck_sessions: z
    .number()
    .int()
    .min(0)
    .max(250)
    .default(5)
    .describe('Sessions before the new ones that are fetched again to see revisions'),
  refetch: z.boolean().default(false).describe('Fetch the whole range again, whatever was fetched before'),
};

/** What is demanded of delivered rows. */
export const qualitySettings = {
  rejected_share_max: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('More than this share of rejected rows blocks a delivery, 0..1'),
};

export const ruleSettings = {
  rules: z
    .record(z.string(), z.enum(['block', 'quarantine', 'warn', 'off']))
    .default({})
    .describe('Severity by rule, e.g. {"high_below_body":"warn"}'),
};

/** How missing sessions are judged and completed. */
export const completionSettings = {
  completion: z
    .enum(['fetch_then_ffill', 'ffill', 'linear', 'none'])
    .default('fetch_then_ffill')
    .describe('Missing sessions: ask again then carry the last close; only carry; interpolate; or leave them'),
  fill_limit: z.number().int().min(0).default(5).describe('A gap of more sessions than this is not filled'),
  edge_sessions_max: z
    .number()
    .int()
    .min(0)
    .default(5)
    .describe('More missing sessions than this at an end of a series mean that it begins later, or has ended'),
  gap_retry_days: z.number().min(0).default(7).describe('A gap that stayed open is tried again after so many days'),
};

/** What prices indicators see. */
export const priceSettings = {
  adjust: z
    .enum(['pre', 'post', 'none'])
    .default('pre')
    .describe(
      'Prices before ex-dates: scaled to the latest (as of the run), later ones scaled to the first, or as traded',
    ),
  allow_interpolated: z
    .boolean()
    .default(false)
    .describe('Use interpolated bars, which know a later price, in indicators and scores'),
};

export const shardSettings = {
  shards: z.number().int().min(0).default(0).describe('Parts in which instruments are computed; 0: by size'),
};

/** `MACD(12,26,9)` has commas: a list that was cut at every comma is put together again. */
function joinParentheses(parts: readonly string[]): string[] {
  const joined: string[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    const isInside = last !== undefined && last.split('(').length > last.split(')').length;
    if (isInside) joined[joined.length - 1] = `${last},${part}`;
    else joined.push(part);
  }
  return joined;
}

export const indicatorSettings = {
  indicators: z
    .array(z.string().min(1))
    .default(['SMA(5)', 'SMA(20)', 'SMA(60)', 'RSI(14)', 'MACD(12,26,9)'])
    .transform(joinParentheses)
    .describe('Technical indicators, e.g. SMA(20),RSI(14),MACD(12,26,9),tdx.KDJ(9,3,3)'),
  precision: z
    .enum(['double', 'float'])
    .default('double')
    .describe('How indicators are stored; float: half the bytes, seven digits'),
};

export const mergeSettings = {
  merge_sessions: z.number().int().min(1).default(60).describe('Latest sessions that are put side by side'),
};

export const scoreSettings = {
  weights: z
    .record(z.string(), z.number())
    .default({ ...WEIGHTS_DEFAULT })
    .describe('Weight by factor, or by column of merged_daily; negative: less is better'),
  winsorize: z
    .enum(['mad', 'quantile', 'sigma', 'none'])
    .default('mad')
    .describe('Where outliers are cut: 3 MAD, the 1 % quantiles, 3 standard deviations, nowhere'),
  standardize: z
    .enum(['z', 'robust_z', 'rank'])
    .default('z')
    .describe('How factors are made comparable: mean and deviation, median and MAD, rank'),
  missing_factor: z
    .enum(['renormalise', 'average', 'no_score'])
    .default('renormalise')
    .describe('An instrument without a factor: its weight goes to the others, it counts as average, or no score'),
  factor_coverage_min: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Share of the weights that must have a value, 0..1'),
  score_sessions: z.number().int().min(1).default(1).describe('Latest sessions that are scored'),
  top_count: z.number().int().min(1).max(100).default(10).describe('Lines of the score table in the summary'),
};

export const saveSettings = {
  duckdb_path: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('DuckDB file with the results; default: exports/stocks.duckdb beside the lake'),
};
