import { z } from '../../control/definition/schema.ts';
import { BAR_INTERVALS, type BarInterval } from '../../data/source/predictions.ts';

/** The settings of the predictions desk, in groups. A key means the same in every op that has it. */

const name = z.string().regex(/^[A-Z][A-Z0-9_]{0,31}$/, 'must look like BTC_PRICE');

const symbols = z.array(name).min(1).default(['BTC_PRICE', 'ETH_PRICE']).describe('Symbols, e.g. BTC_PRICE,ETH_PRICE');

export const symbolSettings = {
  symbols,
  slugs: z
    .record(z.string(), z.string())
    .default({})
    .describe('What slugs begin with, e.g. {"SOL_PRICE.polymarket":"sol-updown-4h-"}; spaces separate several'),
  tags: z
    .record(z.string(), z.string())
    .default({})
    .describe('A venue’s number of the topic, e.g. {"BTC_PRICE.polymarket":"235"}'),
  pairs: z
    .record(z.string(), z.string())
    .default({})
    .describe('Pair of coins of a symbol, e.g. {"SOL_PRICE":"SOLUSDT"}'),
};

export const sourceSettings = {
  sources: z.array(z.string().min(1)).min(1).default(['polymarket']).describe('Venues: polymarket, predict'),
};

export const rangeSettings = {
  days_back: z.number().int().min(1).max(365).default(7).describe('Days before the as-of, from a midnight in UTC on'),
};

const INTERVALS = Object.keys(BAR_INTERVALS) as [BarInterval, ...BarInterval[]];

export const intervalSettings = {
  intervals: z
    .array(z.enum(INTERVALS))
    .min(1)
    .default(['1h', '4h', '1d'])
    .describe(`Lengths of bars: ${INTERVALS.join(', ')}`),
};

export const collectSettings = {
  outcomes: z
    .enum(['first', 'all'])
    .default('first')
    .describe('Ask for the first outcome of each question, or for all'),
};

export const qualitySettings = {
  rejected_share_max: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('More than this share of rejected rows blocks a delivery, 0..1'),
  rules: z
    .record(z.string(), z.enum(['block', 'quarantine', 'warn', 'off']))
    .default({})
    .describe('Severity by rule, e.g. {"price_out_of_range":"block"}'),
};

export const barSettings = {
  bars_from: z
    .enum(['auto', 'probabilities', 'trades'])
    .default('auto')
    .describe('Bars from the price history, from trades, or from the history where it is fine enough'),
};

export const backtestSettings = {
  strategy: z
    .enum(['favourite', 'momentum', 'buy_and_hold'])
    .default('favourite')
    .describe('Buy at a price of threshold or more; buy what rose over lookback bars; buy everything'),
  threshold: z.number().gt(0).lt(1).default(0.6).describe('Favourite: the least price at which it buys'),
  lookback: z.number().int().min(1).default(3).describe('Momentum: bars over which a price must have risen'),
  cash: z.number().gt(0).default(10_000).describe('Money to begin with'),
  stake: z.number().gt(0).max(1).default(0.05).describe('Share of the first money for each purchase'),
  fee_rate: z.number().min(0).max(1).default(0).describe('Fee of price × (1 − price) per share'),
};

export const pageSettings = {
  page_language: z.enum(['en', 'zh']).default('en').describe('Language of the pages'),
  rising: z.enum(['green', 'red']).default('green').describe('Colour of what rises'),
};
