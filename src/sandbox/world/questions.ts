import { createHash } from 'node:crypto';
import { COINS, type Coin, MINUTE_MS, priceAt, shareOf } from './price-path.ts';

/** A question about a coin's price with two outcomes, of which the first is the one that prices are quoted for. */
export type Question = {
  readonly slug: string;
  readonly coin: Coin;
  readonly text: string;
  readonly outcomes: readonly [string, string];
  /** Trading begins. */
  readonly opensMs: number;
  /** The instant whose price is compared with the last one; where the strike is fixed, when trading begins. */
  readonly startMs: number;
  readonly endMs: number;
  readonly strike: number;
};

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
const NAMES: Readonly<Record<Coin, string>> = { BTC: 'bitcoin', ETH: 'ethereum' };
const TITLES: Readonly<Record<Coin, string>> = { BTC: 'Bitcoin', ETH: 'Ethereum' };
/** Noon in New York, in winter. */
const DAILY_END_MS = 17 * HOUR_MS;

export type QuestionWish = {
  readonly seed: number;
  readonly coin: Coin;
  /** Questions that end in [fromMs, toMs). */
  readonly fromMs: number;
  readonly toMs: number;
};

/** Up or down in four hours, up or down in a day, above a level on a day: in the order of their ends. */
export function questionsEnding(wish: QuestionWish): readonly Question[] {
  const found = [
    ...everyStep(wish, 4 * HOUR_MS, 0).map((endMs) => fourHours(wish, endMs)),
    ...everyStep(wish, DAY_MS, DAILY_END_MS).flatMap((endMs) => [oneDay(wish, endMs), aboveLevel(wish, endMs)]),
  ];
  return found.sort((left, right) => left.endMs - right.endMs || (left.slug < right.slug ? -1 : 1));
}

function everyStep({ fromMs, toMs }: QuestionWish, stepMs: number, offsetMs: number): readonly number[] {
  const first = Math.ceil((fromMs - offsetMs) / stepMs);
  const count = Math.max(0, Math.ceil((toMs - offsetMs) / stepMs) - first);
  return Array.from({ length: count }, (_, index) => (first + index) * stepMs + offsetMs);
}

const UP_DOWN = ['Up', 'Down'] as const;

function fourHours({ seed, coin }: QuestionWish, endMs: number): Question {
  const startMs = endMs - 4 * HOUR_MS;
  return {
    slug: `${coin.toLowerCase()}-updown-4h-${startMs / 1000}`,
    coin,
    text: `${TITLES[coin]} Up or Down - ${dayText(startMs)}, ${hourText(startMs)}-${hourText(endMs)} UTC (SIMULATED)`,
    outcomes: UP_DOWN,
    opensMs: startMs - 12 * HOUR_MS,
    startMs,
    endMs,
    strike: priceAt(seed, coin, startMs),
  };
}

function oneDay({ seed, coin }: QuestionWish, endMs: number): Question {
  const startMs = endMs - DAY_MS;
  return {
    slug: `${NAMES[coin]}-up-or-down-on-${dayText(endMs).replace(' ', '-').toLowerCase()}-${yearOf(endMs)}`,
    coin,
    text: `${TITLES[coin]} Up or Down on ${dayText(endMs)}? (SIMULATED)`,
    outcomes: UP_DOWN,
    opensMs: startMs - DAY_MS,
    startMs,
    endMs,
    strike: priceAt(seed, coin, startMs),
  };
}

function aboveLevel({ seed, coin }: QuestionWish, endMs: number): Question {
  const opensMs = endMs - 6 * DAY_MS;
  const step = COINS[coin].level / 64;
  const strike = Math.round(priceAt(seed, coin, opensMs) / step) * step;
  return {
    slug: `${NAMES[coin]}-above-${Math.round(strike)}-on-${dayText(endMs).replace(' ', '-').toLowerCase()}-${yearOf(endMs)}`,
    coin,
    text: `Will the price of ${TITLES[coin]} be above $${Math.round(strike)} on ${dayText(endMs)}? (SIMULATED)`,
    outcomes: ['Yes', 'No'],
    opensMs,
    startMs: opensMs,
    endMs,
    strike,
  };
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

function dayText(atMs: number): string {
  const day = new Date(atMs);
  return `${MONTHS[day.getUTCMonth()]} ${day.getUTCDate()}`;
}

function hourText(atMs: number): string {
  return `${new Date(atMs).getUTCHours()}:00`;
}

function yearOf(atMs: number): number {
  return new Date(atMs).getUTCFullYear();
}

/** 1 when the first outcome wins; null while nobody knows. */
export function payoutOf(seed: number, { coin, endMs, strike }: Question, nowMs: number): number | null {
  if (nowMs < endMs) return null;
  return priceAt(seed, coin, endMs) >= strike ? 1 : 0;
}

const MINUTES_A_YEAR = 525_600;
const [PRICE_MIN, PRICE_MAX] = [0.005, 0.995];

/** What the first outcome costs at an instant: how likely a lognormal price ends at or above the strike, and some noise. */
export function probabilityAt(seed: number, question: Question, atMs: number): number {
  const { coin, startMs, endMs, strike, slug } = question;
  const minute = Math.floor(atMs / MINUTE_MS);
  const noise = (shareOf(seed ^ textHash(slug), minute) - 0.5) * 0.02;
  const minutesLeft = Math.max((endMs - atMs) / MINUTE_MS, 0.5);
  const deviation = COINS[coin].volatilityAnnual * Math.sqrt(minutesLeft / MINUTES_A_YEAR);
  const isKnown = atMs >= startMs;
  const fair = isKnown ? normal(Math.log(priceAt(seed, coin, atMs) / strike) / deviation) : 0.5;
  return Math.min(PRICE_MAX, Math.max(PRICE_MIN, Math.round((fair + noise) * 200) / 200));
}

/** Φ, by Zelen and Severo's polynomial (Abramowitz and Stegun 26.2.17): off by less than 1e-7. */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    Math.exp((-x * x) / 2) *
    0.3989422804014327 *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}

export type Point = { readonly atMs: number; readonly price: number };

/** Prices of the first outcome about once a minute, at uneven seconds, some minutes left out. `fromMs <= t < toMs`. */
export function pointsOf(seed: number, question: Question, { fromMs, toMs }: { fromMs: number; toMs: number }) {
  const first = Math.ceil(Math.max(fromMs, question.opensMs) / MINUTE_MS);
  const key = textHash(question.slug);
  const found: Point[] = [];
  for (let minute = first; minute * MINUTE_MS < Math.min(toMs, question.endMs); minute += 1) {
    const share = shareOf(key, minute);
    if (share < 0.06) continue;
    const atMs = minute * MINUTE_MS + Math.floor(share * 20) * 1000;
    if (atMs < toMs) found.push({ atMs, price: probabilityAt(seed, question, atMs) });
  }
  return found;
}

export type Fill = {
  readonly atMs: number;
  /** 0: the first outcome. */
  readonly outcome: 0 | 1;
  readonly price: number;
  readonly size: number;
  readonly side: 'BUY' | 'SELL';
  readonly hash: string;
};

/** About one trade in two minutes, of either outcome, ascending. `fromMs <= t < toMs`. */
export function fillsOf(seed: number, question: Question, range: { fromMs: number; toMs: number }): readonly Fill[] {
  const key = textHash(question.slug) ^ 0x77;
  return pointsOf(seed, question, range)
    .filter(({ atMs }) => shareOf(key, atMs / 1000) < 0.5)
    .map(({ atMs, price }): Fill => {
      const share = shareOf(key ^ 1, atMs / 1000);
      const outcome = share < 0.6 ? 0 : 1;
      const own = outcome === 0 ? price : Math.round((1 - price) * 1000) / 1000;
      const size = Math.round((5 + 200 * share * share) * 1e6) / 1e6;
      const side = shareOf(key ^ 2, atMs / 1000) < 0.55 ? 'BUY' : 'SELL';
      return { atMs, outcome, price: own, size, side, hash: idOf('fill', question.slug, String(atMs)) };
    });
}

/** 32 bytes as hex, the same for the same words. */
export function idOf(...words: readonly string[]): string {
  return `0x${createHash('sha256').update(words.join('/')).digest('hex')}`;
}

/** The same as the 77-digit decimal that tokens are named by. */
export function tokenOf(venue: string, slug: string, outcome: 0 | 1): string {
  return BigInt(idOf(venue, 'token', slug, String(outcome))).toString();
}

/** Asked for at every point of every history. */
const HASHES = new Map<string, number>();

function textHash(text: string): number {
  const known = HASHES.get(text) ?? Number.parseInt(idOf(text).slice(2, 10), 16) | 0;
  HASHES.set(text, known);
  return known;
}
