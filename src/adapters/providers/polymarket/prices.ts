import type { ParsedBuilder } from '../../../data/source/parsed-builder.ts';
import type { InstantRange } from '../../../data/source/predictions.ts';
import { malformed, readJson, type Where } from '../../http/json-body.ts';
import { eachRecord, instantIn, isObject, numberIn, objectOf, Refused, textIn } from '../json-records.ts';

/** A price that an outcome can have. @throws Refused */
export function priceIn(value: unknown, name: string): number {
  const price = numberIn(value, name);
  if (price < 0 || price > 1) throw new Refused(`${name}: ${price} is not between 0 and 1`);
  return price;
}

/** @throws source.malformed */
export function historyOf(body: Uint8Array, where: Where): readonly unknown[] {
  const answer = readJson(body, where);
  if (isObject(answer) && Array.isArray(answer.history)) return answer.history;
  throw malformed(where, 'JSON without a list "history"');
}

export type HistoryPart = InstantRange & { readonly instrument: string; readonly fidelityMinutes: number };

export function mapHistory(points: readonly unknown[], part: HistoryPart, out: ParsedBuilder): void {
  eachRecord(points, out, (record, line) => {
    const point = objectOf(record);
    const atMs = instantIn(point.t, 't', 1000);
    if (atMs < part.fromMs || atMs >= part.toMs) throw new Refused('it was not asked for');
    out.row(line, [part.instrument, atMs, priceIn(point.p, 'p'), part.fidelityMinutes]);
  });
}

/** @throws source.malformed */
export function tradesOf(body: Uint8Array, where: Where): readonly unknown[] {
  const answer = readJson(body, where);
  if (Array.isArray(answer)) return answer;
  throw malformed(where, 'JSON that is no list of trades');
}

const SIDES: Readonly<Record<string, string>> = { BUY: 'buy', SELL: 'sell' };

/**
 * Trades of the instruments asked for. A page goes back further than was asked for, and has the market's other outcome
 * too; those are left out. One transaction may hold several fills, so its hash alone names none.
 */
export function mapTrades(
  trades: readonly unknown[],
  { fromMs, toMs, instruments }: InstantRange & { readonly instruments: readonly string[] },
  out: ParsedBuilder,
): void {
  eachRecord(trades, out, (record, line) => {
    const trade = objectOf(record);
    const instrument = textIn(trade.asset, 'asset');
    const atMs = instantIn(trade.timestamp, 'timestamp', 1000);
    if (!instruments.includes(instrument) || atMs < fromMs || atMs >= toMs) return;
    const side = SIDES[textIn(trade.side, 'side')];
    if (side === undefined) throw new Refused(`side: ${JSON.stringify(trade.side)} is neither BUY nor SELL`);
    const [price, size] = [priceIn(trade.price, 'price'), numberIn(trade.size, 'size')];
    const id = [textIn(trade.transactionHash, 'transactionHash'), side, price, size].join(':');
    out.row(line, [instrument, id, atMs, price, size, side]);
  });
}

/** When the oldest readable trade of a page was; null without one. */
export function oldestMs(trades: readonly unknown[]): number | null {
  const times = trades.flatMap((trade) =>
    isObject(trade) && typeof trade.timestamp === 'number' ? trade.timestamp * 1000 : [],
  );
  return times.length === 0 ? null : Math.min(...times);
}

/** What a page begins with, to know it again. */
export function firstOf(trades: readonly unknown[]): string {
  return JSON.stringify(trades[0] ?? null);
}

/** Levels from the best on: the venue sends the best one last, recordings of it do otherwise. */
export function mapBook(body: Uint8Array, instrument: string, out: ParsedBuilder, where: Where): void {
  const book = readJson(body, where);
  if (!isObject(book) || !Array.isArray(book.bids) || !Array.isArray(book.asks)) {
    throw malformed(where, 'JSON without the lists "bids" and "asks"');
  }
  const sides = [
    { side: 'bid', levels: book.bids, sign: -1 },
    { side: 'ask', levels: book.asks, sign: 1 },
  ] as const;
  for (const { side, levels, sign } of sides) {
    const read: { readonly line: number; readonly atMs: number; readonly price: number; readonly size: number }[] = [];
    eachRecord(levels, out, (record, line) => {
      const level = objectOf(record);
      const atMs = instantIn(book.timestamp, 'timestamp', 1);
      read.push({ line, atMs, price: priceIn(level.price, 'price'), size: numberIn(level.size, 'size') });
    });
    read.sort((left, right) => sign * (left.price - right.price));
    read.forEach(({ line, atMs, price, size }, place) => {
      out.row(line, [instrument, atMs, side, place + 1, price, size]);
    });
  }
}
