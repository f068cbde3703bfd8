import type { Schema } from '../../core/frame.ts';
import type { SourceKind } from './source.ts';

/**
 * What each kind of row looks like when a source hands it on. Prices are unadjusted; missing cells are missing
 * (NaN, code -1), never zero.
 */
export const KIND_SCHEMAS = {
  /** `board`: MainBoard, GEM, KSH, or the venue for others. Open ends are missing days. */
  instruments: {
    instrument: 'text',
    name: 'text',
    venue: 'text',
    board: 'text',
    industry: 'text',
    listed: 'day',
    delisted: 'day',
  },
  /** Sessions on which the instrument traded. A row that only repeats the last close is no bar: sources reject it. */
  bars: {
    instrument: 'text',
    session: 'day',
    open: 'double',
    high: 'double',
    low: 'double',
    close: 'double',
    volume: 'double',
    turnover: 'double',
    prev_close: 'double',
    limit_up: 'double',
    limit_down: 'double',
  },
  /** `ex_cum_factor` multiplies raw prices from `ex_date` on so that they continue the earliest ones. `inferred`: not announced, read off prices. */
  ex_factors: {
    instrument: 'text',
    ex_date: 'day',
    ex_factor: 'double',
    ex_cum_factor: 'double',
    announced: 'day',
    inferred: 'flag',
  },
  /** One row per suspended session. */
  suspensions: { instrument: 'text', session: 'day' },
  /** Cumulative within the fiscal year. `known_at`: when the vendor had it; a restatement is a later row of the same quarter. */
  fundamentals: {
    instrument: 'text',
    quarter: 'text',
    announced: 'day',
    known_at: 'instant',
    is_restated: 'flag',
    revenue: 'double',
    net_profit_parent: 'double',
    equity_parent: 'double',
    total_assets: 'double',
  },
  valuations: { instrument: 'text', session: 'day', market_cap: 'double' },
} as const satisfies Readonly<Record<SourceKind, Schema>>;
