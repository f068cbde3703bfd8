import type { Schema } from '../../core/frame.ts';
import type { DataSource } from './source.ts';

/** The kinds of rows that a prediction market, or an exchange of coins, can give. */
export type PredictionKind = 'markets' | 'probabilities' | 'trades' | 'books' | 'klines';

/**
 * What each kind of row looks like when a source hands it on. `instrument` is what has a price: an outcome's token, or a
 * pair of coins. Missing cells are missing (NaN, code -1), never zero.
 */
export const PREDICTION_SCHEMAS = {
  /** One row per outcome. Prices of an outcome lie in 0..1; `payout` is known once the market is resolved. */
  markets: {
    instrument: 'text',
    market: 'text',
    symbol: 'text',
    slug: 'text',
    question: 'text',
    outcome: 'text',
    outcome_index: 'int',
    opens_at: 'instant',
    ends_at: 'instant',
    closed: 'flag',
    resolved_at: 'instant',
    payout: 'double',
    tick: 'double',
  },
  /** What an outcome cost at an instant. `fidelity_minutes`: how coarse the answer was that this point came in. */
  probabilities: { instrument: 'text', priced_at: 'instant', price: 'double', fidelity_minutes: 'int' },
  trades: {
    instrument: 'text',
    trade_id: 'text',
    traded_at: 'instant',
    price: 'double',
    size: 'double',
    side: 'text',
  },
  /** Levels of an order book; `level` counts from 1 for the best one, whatever order the venue sends. */
  books: {
    instrument: 'text',
    quoted_at: 'instant',
    side: 'text',
    level: 'int',
    price: 'double',
    size: 'double',
  },
  /** Intervals without trades are absent. `closed` is false for one that had not ended when it was fetched. */
  klines: {
    instrument: 'text',
    interval: 'text',
    begins_at: 'instant',
    ends_at: 'instant',
    open: 'double',
    high: 'double',
    low: 'double',
    close: 'double',
    volume: 'double',
    turnover: 'double',
    trades: 'int',
    closed: 'flag',
  },
} as const satisfies Readonly<Record<PredictionKind, Schema>>;

/** Which markets belong to a symbol: those whose slug begins with one of the prefixes, among those of the tag. */
export type MarketSelector = {
  readonly symbol: string;
  readonly slugPrefixes: readonly string[];
  /** The venue's own number of a topic; null looks through all. */
  readonly tagId: string | null;
};

/** An outcome as later questions name it. */
export type OutcomeRef = {
  readonly instrument: string;
  readonly market: string;
  /** 0 for the outcome that the venue names first: some quote only that one. */
  readonly index: number;
  /** The market trades no more: some venues answer coarser then. */
  readonly isClosed: boolean;
};

/** A half-open range of instants, epoch milliseconds UTC: `fromMs <= t < toMs`. */
export type InstantRange = { readonly fromMs: number; readonly toMs: number };

/** Markets are those whose end lies in the range. */
export type MarketsRequest = InstantRange & { readonly kind: 'markets'; readonly selector: MarketSelector };

export type OutcomesRequest = InstantRange & {
  readonly kind: 'probabilities' | 'trades' | 'books';
  readonly outcomes: readonly OutcomeRef[];
};

export type KlinesRequest = InstantRange & {
  readonly kind: 'klines';
  readonly instruments: readonly string[];
  readonly interval: BarInterval;
};

export type PredictionRequest = MarketsRequest | OutcomesRequest | KlinesRequest;

/** A venue of predictions or coins. */
export type PredictionSource = DataSource<PredictionRequest>;

/** Lengths of bars, which begin at whole steps of the epoch in UTC. */
export const BAR_INTERVALS = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '2h': 7_200_000,
  '4h': 14_400_000,
  '6h': 21_600_000,
  '12h': 43_200_000,
  '1d': 86_400_000,
} as const;

export type BarInterval = keyof typeof BAR_INTERVALS;

/** The venue code of what trades at all hours. */
export const ALWAYS_OPEN = '24/7';
