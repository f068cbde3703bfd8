import { COINS, type Coin, hashInts, MINUTE_MS, priceAt, shareOf } from './price-path.ts';

export type Candle = {
  readonly beginMs: number;
  readonly endMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly turnover: number;
  readonly trades: number;
};

export type CandleQuestion = {
  readonly seed: number;
  readonly coin: Coin;
  readonly intervalMs: number;
  /** Candles that begin in [fromMs, toMs). */
  readonly fromMs: number;
  readonly toMs: number;
  /** Nothing happens after this instant. */
  readonly nowMs: number;
  readonly countMax: number;
};

const DAY_MINUTES = 1440;
/** The exchange stands still for a while on one day in so many. */
const OUTAGE_EVERY_DAYS = 6;
const OUTAGE_MINUTES_MIN = 40;
const OUTAGE_MINUTES_MAX = 200;

/** Whether the exchange was down in a minute: no candle of it exists then, as in the wild. */
export function isOutage(seed: number, minute: number): boolean {
  const day = Math.floor(minute / DAY_MINUTES);
  if (hashInts(seed ^ 0x51ed, day) % OUTAGE_EVERY_DAYS !== 0) return false;
  const start = Math.floor(shareOf(seed ^ 0x51ee, day) * (DAY_MINUTES - OUTAGE_MINUTES_MAX));
  const length =
    OUTAGE_MINUTES_MIN + Math.floor(shareOf(seed ^ 0x51ef, day) * (OUTAGE_MINUTES_MAX - OUTAGE_MINUTES_MIN));
  const within = minute - day * DAY_MINUTES;
  return within >= start && within < start + length;
}

/** Ascending; intervals in which nothing traded are absent; the last one may be forming still. */
export function candlesOf(question: CandleQuestion): readonly Candle[] {
  const { intervalMs, fromMs, toMs, nowMs, countMax } = question;
  const found: Candle[] = [];
  const first = Math.ceil(fromMs / intervalMs) * intervalMs;
  for (let beginMs = first; beginMs < toMs && beginMs <= nowMs && found.length < countMax; beginMs += intervalMs) {
    const candle = candleAt(question, beginMs);
    if (candle !== null) found.push(candle);
  }
  return found;
}

/** The candle that begins at an instant, of the minutes in which the exchange traded. */
export function candleAt(
  { seed, coin, intervalMs, nowMs }: Omit<CandleQuestion, 'fromMs' | 'toMs' | 'countMax'>,
  beginMs: number,
): Candle | null {
  const endMs = beginMs + intervalMs;
  let [open, high, low, close] = [Number.NaN, -Infinity, Infinity, Number.NaN];
  let [volume, turnover, trades] = [0, 0, 0];
  let known = { atMs: Number.NaN, price: Number.NaN };
  const priceOn = (atMs: number): number => {
    if (known.atMs !== atMs) known = { atMs, price: priceAt(seed, coin, atMs) };
    return known.price;
  };
  for (let atMs = beginMs; atMs < endMs && atMs <= nowMs; atMs += MINUTE_MS) {
    const minute = atMs / MINUTE_MS;
    if (isOutage(seed, minute)) continue;
    const [from, to] = [priceOn(atMs), priceOn(Math.min(atMs + MINUTE_MS, nowMs))];
    if (Number.isNaN(open)) open = from;
    high = Math.max(high, from, to);
    low = Math.min(low, from, to);
    close = to;
    const size = COINS[coin].volumePerMinute * (0.3 + 1.4 * shareOf(seed ^ 0x70, minute));
    volume += size;
    turnover += (size * (from + to)) / 2;
    trades += 40 + (hashInts(seed ^ 0x71, minute) % 400);
  }
  return Number.isNaN(open) ? null : { beginMs, endMs, open, high, low, close, volume, turnover, trades };
}
