import type { Schema } from '../../core/frame.ts';
import { PREDICTION_SCHEMAS } from '../source/predictions.ts';
import type { AssetSchema } from './assets.ts';

const ORIGIN = { provider: 'text', ingested_at: 'instant' } as const satisfies Schema;

/** Every dataset of the predictions desk. Names and columns are forever. */
export const PREDICTION_ASSETS = {
  prediction_markets: {
    name: 'prediction_markets',
    about: 'Outcomes of questions: what they are, when they end, what they paid',
    schema: { ...PREDICTION_SCHEMAS.markets, ...ORIGIN },
    key: ['provider', 'instrument'],
  },
  prediction_prices: {
    name: 'prediction_prices',
    about: 'What outcomes cost, as the venue’s price history tells it',
    schema: { ...PREDICTION_SCHEMAS.probabilities, ...ORIGIN },
    key: ['provider', 'instrument', 'priced_at'],
  },
  prediction_trades: {
    name: 'prediction_trades',
    about: 'Trades of outcomes',
    schema: { ...PREDICTION_SCHEMAS.trades, ...ORIGIN },
    key: ['provider', 'instrument', 'trade_id', 'traded_at'],
  },
  coin_bars: {
    name: 'coin_bars',
    about: 'Candles of coins whose interval has ended; intervals without trades are absent',
    schema: { ...PREDICTION_SCHEMAS.klines, ...ORIGIN },
    key: ['provider', 'instrument', 'interval', 'begins_at'],
  },
  prediction_bars: {
    name: 'prediction_bars',
    about:
      'Bars of outcomes’ prices, from trades or from the price history; none is made up for an interval without any',
    schema: {
      provider: 'text',
      symbol: 'text',
      interval: 'text',
      instrument: 'text',
      begins_at: 'instant',
      ends_at: 'instant',
      open: 'double',
      high: 'double',
      low: 'double',
      close: 'double',
      volume: 'double',
      points: 'int',
      basis: 'text',
      closed: 'flag',
    },
    key: ['provider', 'symbol', 'interval', 'instrument', 'begins_at'],
  },
  prediction_equity: {
    name: 'prediction_equity',
    about: 'What an account was worth at the end of each bar of a backtest',
    schema: {
      provider: 'text',
      symbol: 'text',
      interval: 'text',
      strategy: 'text',
      valued_at: 'instant',
      equity: 'double',
    },
    key: ['provider', 'symbol', 'interval', 'strategy', 'valued_at'],
  },
  prediction_backtest_trades: {
    name: 'prediction_backtest_trades',
    about: 'Trades of a backtest over outcomes; without an end: still held',
    schema: {
      provider: 'text',
      symbol: 'text',
      interval: 'text',
      strategy: 'text',
      trade: 'int',
      instrument: 'text',
      entered_at: 'instant',
      entry_price: 'double',
      exited_at: 'instant',
      exit_price: 'double',
      quantity: 'double',
      fees: 'double',
      profit: 'double',
    },
    key: ['provider', 'symbol', 'interval', 'strategy', 'trade'],
  },
} as const satisfies Readonly<Record<string, AssetSchema>>;

export type PredictionAssetName = keyof typeof PREDICTION_ASSETS;

/** What the columns hold, where it differs from the stock desk's. */
export const PREDICTION_COLUMN_NOTES: Readonly<Record<string, string>> = {
  instrument: 'the outcome’s token, or the pair of coins, as its venue writes it',
  market: 'the venue’s number of the question',
  symbol: 'the name under which the desk knows a family of questions, e.g. BTC_PRICE',
  slug: 'the question’s name in the venue’s addresses',
  outcome: 'what the outcome is called',
  outcome_index: '0 for the outcome that the venue names first',
  opens_at: 'instant at which trading begins',
  ends_at: 'instant at which the question, or the bar, ends',
  closed: 'true when nothing can be added to it any more',
  resolved_at: 'instant at which the venue closed a question whose payout is known',
  payout: 'what one share of the outcome paid, 0..1; null while nobody knows',
  tick: 'smallest step of the price',
  priced_at: 'instant of the price, UTC',
  traded_at: 'instant of the trade, UTC',
  valued_at: 'end of the bar',
  price: 'price of one share of the outcome, 0..1',
  fidelity_minutes: 'how coarse the answer was that the point came in, minutes',
  trade_id: 'the venue’s name of the trade',
  size: 'shares',
  side: 'what the taker did: buy or sell',
  interval: 'length of the bar, e.g. 1h',
  begins_at: 'instant at which the bar begins; it ends before ends_at',
  trades: 'trades in the bar',
  points: 'trades, or points of the history, in the bar',
  basis: 'trades, or probabilities (the price history)',
  strategy: 'name of the strategy',
  trade: 'number of the trade, from 1',
  entered_at: 'beginning of the bar in which it was bought',
  exited_at: 'beginning of the bar in which it was sold or paid out; null while it is held',
  equity: 'money',
  provider: 'name of the source',
};
