import type { ParsedBuilder } from '../../../data/source/parsed-builder.ts';
import type { MarketSelector } from '../../../data/source/predictions.ts';
import { malformed, readJson, type Where } from '../../http/json-body.ts';
import {
  eachRecord,
  isObject,
  isoInstantIn,
  type JsonObject,
  listIn,
  numberIn,
  numberOrMissing,
  objectOf,
  Refused,
  textIn,
} from '../json-records.ts';

export type MarketPage = {
  readonly markets: readonly unknown[];
  /** Null on the last page. */
  readonly next: string | null;
};

/** What some of the venue's services send where others leave the field out: the end. */
const CURSOR_END = 'LTE=';

/** @throws source.malformed */
export function marketPageOf(body: Uint8Array, where: Where): MarketPage {
  const page = readJson(body, where);
  if (!isObject(page) || !Array.isArray(page.markets)) throw malformed(where, 'JSON without a list "markets"');
  const { next_cursor: next } = page;
  const isEnd = next === undefined || next === null || next === '' || next === CURSOR_END;
  return { markets: page.markets, next: isEnd ? null : String(next) };
}

/** The ids on a page, to know it again. */
export function idsOf({ markets }: MarketPage): string {
  return markets.map((market) => (isObject(market) ? String(market.id) : '')).join();
}

/** Outcomes of the markets that belong to the symbol. Other markets of the page are nobody's fault and left out. */
export function mapMarkets(page: MarketPage, selector: MarketSelector, out: ParsedBuilder): void {
  eachRecord(page.markets, out, (record, line) => {
    const market = objectOf(record);
    const slug = textIn(market.slug, 'slug');
    if (!selector.slugPrefixes.some((prefix) => slug.startsWith(prefix))) return;
    for (const cells of outcomeRows(market, selector.symbol, slug)) out.row(line, cells);
  });
}

/** Lists come as texts of JSON: of outcomes, of their prices, of their tokens, one each. */
function outcomeRows(market: JsonObject, symbol: string, slug: string) {
  const outcomes = listIn(market.outcomes, 'outcomes').map((name) => textIn(name, 'outcomes'));
  const tokens = listIn(market.clobTokenIds, 'clobTokenIds').map(tokenIn);
  if (tokens.length !== outcomes.length) throw new Refused(`${outcomes.length} outcomes, ${tokens.length} tokens`);
  const closed = flagIn(market.closed, 'closed');
  const payouts = payoutsOf(market, closed, outcomes.length);
  const closedAt = market.closedTime === undefined ? Number.NaN : isoInstantIn(market.closedTime, 'closedTime');
  const shared = {
    conditionId: textIn(market.conditionId, 'conditionId'),
    question: textIn(market.question, 'question'),
    opensAt: isoInstantIn(market.startDate, 'startDate'),
    endsAt: isoInstantIn(market.endDate, 'endDate'),
    tick: numberOrMissing(market.orderPriceMinTickSize, 'orderPriceMinTickSize'),
  };
  return tokens.map((token, index) => [
    token,
    shared.conditionId,
    symbol,
    slug,
    shared.question,
    outcomes[index]!,
    index,
    shared.opensAt,
    shared.endsAt,
    closed ? 1 : 0,
    Number.isNaN(payouts[index]!) ? Number.NaN : closedAt,
    payouts[index]!,
    shared.tick,
  ]);
}

/** Tokens have up to 78 digits: as a number one would be another. */
function tokenIn(value: unknown): string {
  const token = textIn(value, 'clobTokenIds');
  if (!/^\d{1,78}$/.test(token)) throw new Refused(`clobTokenIds: "${token}" is no token`);
  return token;
}

function flagIn(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new Refused(`${name}: ${JSON.stringify(value)} is neither true nor false`);
}

/** Known once a market is closed and its outcomes' prices share out one: older ones were closed at 0 and 0. */
function payoutsOf(market: JsonObject, closed: boolean, count: number): readonly number[] {
  const unknown = new Array<number>(count).fill(Number.NaN);
  if (!closed || market.outcomePrices === undefined) return unknown;
  const prices = listIn(market.outcomePrices, 'outcomePrices').map((price) => numberIn(price, 'outcomePrices'));
  if (prices.length !== count) throw new Refused(`${count} outcomes, ${prices.length} prices`);
  const isShared = Math.abs(prices.reduce((sum, price) => sum + price, 0) - 1) < 1e-9;
  const isFinal = prices.every((price) => price === 0 || price === 1 || price === 1 / count);
  return isShared && isFinal ? prices : unknown;
}
