import type { CellValue, ParsedBuilder } from '../../../data/source/parsed-builder.ts';
import type { InstantRange, MarketSelector, OutcomeRef } from '../../../data/source/predictions.ts';
import { malformed, readJson, type Where } from '../../http/json-body.ts';
import {
  eachRecord,
  instantIn,
  isObject,
  isoInstantIn,
  type JsonObject,
  listIn,
  numberIn,
  objectOf,
  Refused,
  textIn,
} from '../json-records.ts';

export type Page = {
  readonly records: readonly unknown[];
  /** Null on the last page. */
  readonly cursor: string | null;
};

/** `{"success":true,"data":[…],"cursor":"…"}` @throws source.malformed */
export function pageOf(body: Uint8Array, where: Where): Page {
  const answer = readJson(body, where);
  if (!isObject(answer) || answer.success !== true || !Array.isArray(answer.data)) {
    throw malformed(where, 'JSON that is no list of this venue');
  }
  const { cursor } = answer;
  return { records: answer.data, cursor: typeof cursor === 'string' && cursor !== '' ? cursor : null };
}

/** The latest instant that a field has on a page; null without one. */
export function latestMs({ records }: Page, field: string): number | null {
  const times = records.flatMap((record) => (isObject(record) ? Date.parse(String(record[field])) : []));
  const readable = times.filter((each) => !Number.isNaN(each));
  return readable.length === 0 ? null : Math.max(...readable);
}

/** Categories hold markets, and those outcomes. What is not of the symbol, or ends outside of the range, is left out. */
export function mapCategories(
  { records }: Page,
  { selector, fromMs, toMs }: InstantRange & { readonly selector: MarketSelector },
  out: ParsedBuilder,
): void {
  eachRecord(records, out, (record, line) => {
    const category = objectOf(record);
    const slug = textIn(category.slug, 'slug');
    if (!selector.slugPrefixes.some((prefix) => slug.startsWith(prefix))) return;
    const endsAt = isoInstantIn(category.endsAt, 'endsAt');
    if (endsAt < fromMs || endsAt >= toMs) return;
    const opensAt = isoInstantIn(category.publishedAt ?? category.createdAt, 'publishedAt');
    for (const market of listIn(category.markets, 'markets').map(objectOf)) {
      for (const cells of outcomeRows(market, { symbol: selector.symbol, slug, opensAt, endsAt })) out.row(line, cells);
    }
  });
}

type Category = {
  readonly symbol: string;
  readonly slug: string;
  readonly opensAt: number;
  readonly endsAt: number;
};

const PAYOUTS: Readonly<Record<string, number>> = { WON: 1, LOST: 0 };

function outcomeRows(market: JsonObject, { symbol, slug, opensAt, endsAt }: Category): readonly CellValue[][] {
  const id = String(numberIn(market.id, 'id'));
  const closed = market.tradingStatus !== 'OPEN';
  const decimals = numberIn(market.decimalPrecision, 'decimalPrecision');
  const question = textIn(market.question ?? market.title, 'question');
  return listIn(market.outcomes, 'outcomes')
    .map(objectOf)
    .map((outcome) => {
      // A status that is neither is a draw, or something new: nobody's payout is guessed.
      const payout = PAYOUTS[String(outcome.status)] ?? Number.NaN;
      return [
        textIn(outcome.onChainId, 'onChainId'),
        id,
        symbol,
        slug,
        question,
        textIn(outcome.name, 'name'),
        indexOf(outcome.indexSet),
        opensAt,
        endsAt,
        closed ? 1 : 0,
        Number.NaN,
        payout,
        10 ** -decimals,
      ];
    });
}

/** A set of bits: 1 for the first outcome, 2 for the second, 4 for the third. */
function indexOf(value: unknown): number {
  const index = Math.log2(numberIn(value, 'indexSet'));
  if (Number.isInteger(index)) return index;
  throw new Refused(`indexSet: ${JSON.stringify(value)} is no single outcome`);
}

const DECIMALS = 18;

/** Amounts come as whole numbers of 10^-18: read digit by digit, never as a number of their own. @throws Refused */
export function fromWei(value: unknown, name: string): number {
  const digits = textIn(value, name);
  if (!/^\d+$/.test(digits)) throw new Refused(`${name}: "${digits.slice(0, 40)}" is no whole number`);
  const padded = BigInt(digits)
    .toString()
    .padStart(DECIMALS + 1, '0');
  return Number(`${padded.slice(0, -DECIMALS)}.${padded.slice(-DECIMALS)}`);
}

const SIDES: Readonly<Record<string, string>> = { Bid: 'buy', Ask: 'sell' };

/**
 * Matches as trades of the outcomes asked for: the taker's part, or those of makers whose own outcome it is where the taker
 * dealt in the other one. Each bears its own price: none is worked out from the other's.
 */
export function mapMatches(
  { records }: Page,
  { outcomes, fromMs, toMs }: InstantRange & { readonly outcomes: readonly OutcomeRef[] },
  out: ParsedBuilder,
): void {
  const wanted = new Set(outcomes.map(({ instrument }) => instrument));
  eachRecord(records, out, (record, line) => {
    const match = objectOf(record);
    const atMs = isoInstantIn(match.executedAt, 'executedAt');
    if (atMs < fromMs || atMs >= toMs) return;
    const settlement = textIn(match.settlementId, 'settlementId');
    const taker = objectOf(match.taker);
    if (wanted.has(tokenOf(taker))) {
      const [price, size] = [
        fromWei(match.priceExecuted, 'priceExecuted'),
        fromWei(match.amountFilled, 'amountFilled'),
      ];
      out.row(line, [tokenOf(taker), `${settlement}:taker`, atMs, checked(price), size, sideOf(taker)]);
      return;
    }
    for (const maker of listIn(match.makers, 'makers').map(objectOf)) {
      if (!wanted.has(tokenOf(maker))) continue;
      const [price, size] = [fromWei(maker.price, 'price'), fromWei(maker.amount, 'amount')];
      const id = `${settlement}:${textIn(maker.hash, 'hash')}`;
      out.row(line, [tokenOf(maker), id, atMs, checked(price), size, sideOf(maker)]);
    }
  });
}

function tokenOf(party: JsonObject): string {
  return textIn(objectOf(party.outcome).onChainId, 'onChainId');
}

function sideOf(party: JsonObject): string {
  const side = SIDES[String(party.quoteType)];
  if (side === undefined) throw new Refused(`quoteType: ${JSON.stringify(party.quoteType)} is neither Bid nor Ask`);
  return side;
}

function checked(price: number): number {
  if (price >= 0 && price <= 1) return price;
  throw new Refused(`price ${price} is not between 0 and 1`);
}

/** The book is quoted in the first outcome; that of the second is the same orders seen from the other side. */
export function mapBook(body: Uint8Array, outcome: OutcomeRef, out: ParsedBuilder, where: Where): void {
  const answer = readJson(body, where);
  const book = isObject(answer) && isObject(answer.data) ? answer.data : null;
  if (book === null || !Array.isArray(book.bids) || !Array.isArray(book.asks)) {
    throw malformed(where, 'JSON without the lists "bids" and "asks"');
  }
  const isFirst = outcome.index === 0;
  const sides = [
    { side: 'bid', levels: isFirst ? book.bids : book.asks, sign: -1 },
    { side: 'ask', levels: isFirst ? book.asks : book.bids, sign: 1 },
  ] as const;
  for (const { side, levels, sign } of sides) {
    const read: { readonly line: number; readonly atMs: number; readonly price: number; readonly size: number }[] = [];
    eachRecord(levels, out, (record, line) => {
      const [quoted, size] = listIn(record, side);
      const price = numberIn(quoted, 'price');
      const own = checked(isFirst ? price : Math.round((1 - price) * 1e6) / 1e6);
      const atMs = instantIn(book.updateTimestampMs, 'updateTimestampMs', 1);
      read.push({ line, atMs, price: own, size: numberIn(size, 'size') });
    });
    read.sort((left, right) => sign * (left.price - right.price));
    read.forEach(({ line, atMs, price, size }, place) => {
      out.row(line, [outcome.instrument, atMs, side, place + 1, price, size]);
    });
  }
}
