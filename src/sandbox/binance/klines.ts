import type { RowSpoilers } from '../venue/row-faults.ts';
import { type Candle, candlesOf } from '../world/candles.ts';
import type { Coin } from '../world/price-path.ts';

/** A row as the exchange sends it: twelve cells, prices and amounts as texts. */
export type KlineRow = readonly (string | number)[];

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];

/** The intervals that are simulated; the real exchange also has 1s and 1M. */
export const INTERVALS: Readonly<Record<string, number>> = {
  '1m': MINUTE_MS,
  '3m': 3 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  '2h': 2 * HOUR_MS,
  '4h': 4 * HOUR_MS,
  '6h': 6 * HOUR_MS,
  '8h': 8 * HOUR_MS,
  '12h': 12 * HOUR_MS,
  '1d': DAY_MS,
  '3d': 3 * DAY_MS,
};

export const PAIRS: Readonly<Record<string, Coin>> = { BTCUSDT: 'BTC', ETHUSDT: 'ETH' };

export type KlineQuestion = {
  readonly coin: Coin;
  readonly intervalMs: number;
  /** Null: the latest ones. Both ends bound the opening instant, inclusive. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly limit: number;
};

/** The exchange's first day, before which there is nothing. */
const LISTED_MS = Date.UTC(2017, 7, 17);

export function klineRows(
  { coin, intervalMs, startMs, endMs, limit }: KlineQuestion,
  { seed, nowMs }: { readonly seed: number; readonly nowMs: number },
): readonly KlineRow[] {
  const toMs = Math.min(endMs ?? nowMs, nowMs) + 1;
  const base = { seed, coin, intervalMs, nowMs };
  if (startMs !== null) {
    return candlesOf({ ...base, fromMs: Math.max(startMs, LISTED_MS), toMs, countMax: limit }).map(rowOf);
  }
  // The latest ones: outages make some absent, so it looks further back until there are enough.
  for (let reach = limit * intervalMs; ; reach *= 2) {
    const fromMs = Math.max(LISTED_MS, toMs - reach);
    const found = candlesOf({ ...base, fromMs, toMs, countMax: Infinity });
    if (found.length >= limit || fromMs === LISTED_MS) return found.slice(-limit).map(rowOf);
  }
}

function rowOf({ beginMs, endMs, open, high, low, close, volume, turnover, trades }: Candle): KlineRow {
  const price = (value: number) => value.toFixed(8);
  const taker = 0.48;
  return [
    beginMs,
    price(open),
    price(high),
    price(low),
    price(close),
    volume.toFixed(8),
    endMs - 1,
    turnover.toFixed(8),
    trades,
    (volume * taker).toFixed(8),
    (turnover * taker).toFixed(8),
    '0',
  ];
}

const CLOSE = 4;

export const KLINE_SPOILERS: RowSpoilers<KlineRow> = {
  conflicting: (row) => row.with(CLOSE, String(row[2])).with(2, (Number(row[2]) + 1).toFixed(8)),
  future: (row, nowMs) => {
    const lengthMs = Number(row[6]) + 1 - Number(row[0]);
    const beginMs = (Math.floor(nowMs / lengthMs) + 7) * lengthMs;
    return row.with(0, beginMs).with(6, beginMs + lengthMs - 1);
  },
  absurd: (row) => row.with(2, String(row[3])).with(3, String(row[2])),
  badNumber: (row, word) => row.with(CLOSE, word),
  renamed: (row) => [row[0], row[6], ...row.slice(1, 6), ...row.slice(7)],
  extra: (row) => [...row, '0'],
};
