import { type Book, valueAtFill } from '../book/book.ts';
import type { PreparedAsset } from '../market/prepare.ts';
import { closedFor, isAtLimit, slipped } from '../market/quotes.ts';
import { LIMIT_DOWN, LIMIT_UP } from '../market/reason.ts';
import { toTick } from '../rounding.ts';
import type { Meeting, Met } from './fill-orders.ts';
import { isConditional, type StandingOrder } from './order.ts';

/** Market orders at the price of the bar that orders fill at. */
export function meetMarket(
  assets: readonly PreparedAsset[],
  orders: readonly StandingOrder[],
  bar: number,
): readonly Met[] {
  return orders
    .filter((order) => !isConditional(order))
    .map((order) => {
      const { value, buy, sell, buyBlock, sellBlock } = assets[order.asset]!.quotes;
      const meeting: Meeting = {
        value: value[bar]!,
        buy: buy[bar]!,
        sell: sell[bar]!,
        buyBlock: buyBlock[bar]!,
        sellBlock: sellBlock[bar]!,
      };
      return { order, meeting };
    });
}

/** Limits and stops that the open of a bar has reached already: they fill there, for better or worse. */
export function meetOpen(book: Book, orders: readonly StandingOrder[], bar: number): readonly Met[] {
  return orders.flatMap((order) => {
    if (!isConditional(order)) return [];
    const direction = directionOf(book, order, bar);
    return atOpen(book, order, bar, direction) ?? [];
  });
}

/**
 * A stop or limit that the range of a bar reaches; null when it does not. One that the open had reached already fills
 * there (it closes what was opened at that moment), or not at all where the open was blocked: a better price than
 * there was is not made up.
 */
export function meetRange(book: Book, order: StandingOrder, bar: number): Met | null {
  const asset = book.prepared.assets[order.asset]!;
  const { high, low, open } = asset.bars;
  const direction = directionOf(book, order, bar);
  if (direction === 0 || closedFor(asset.bars, open[bar]!, bar) !== 0) return null;
  if (isReached(order, open[bar]!, direction)) return atOpen(book, order, bar, direction);
  const isStop = !Number.isNaN(order.stop);
  const extreme = isStop === direction > 0 ? high![bar]! : low![bar]!;
  if (!isReached(order, extreme, direction)) return null;
  const { rules, quotes } = asset;
  const trigger = isStop ? order.stop : toTick(order.limit, rules.tick, direction > 0 ? 'down' : 'up');
  if (isBlocked(asset, trigger, direction, bar)) return null;
  return { order, meeting: meetingAt(isStop ? slipped(rules, trigger, direction, quotes.limits, bar) : trigger) };
}

function atOpen(book: Book, order: StandingOrder, bar: number, direction: number): Met | null {
  const asset = book.prepared.assets[order.asset]!;
  const open = asset.bars.open[bar]!;
  if (direction === 0 || closedFor(asset.bars, open, bar) !== 0) return null;
  if (!isReached(order, open, direction) || isBlocked(asset, open, direction, bar)) return null;
  const isStop = !Number.isNaN(order.stop);
  return { order, meeting: meetingAt(isStop ? slipped(asset.rules, open, direction, asset.quotes.limits, bar) : open) };
}

/** Purchases wait for a price at or below their limit, or at or above their stop; sales the other way round. */
function isReached({ stop, limit }: StandingOrder, price: number, direction: number): boolean {
  return !Number.isNaN(stop) ? direction * (price - stop) >= 0 : direction * (price - limit) <= 0;
}

/** 1 to buy, -1 to sell, 0 when the position is what the order wants it to be. */
function directionOf(book: Book, order: StandingOrder, bar: number): number {
  const { asset, amount, isTarget, unit } = order;
  if (!isTarget) return Math.sign(amount);
  const trigger = !Number.isNaN(order.stop) ? order.stop : order.limit;
  const worth = unit === 'weight' && amount !== 0 ? amount * valueAtFill(book, bar) : amount;
  const target = unit === 'shares' ? amount : worth / trigger;
  return Math.sign(target - book.quantity[asset]!);
}

/** Whether the day's limit keeps an order from trading at a price. */
function isBlocked({ quotes, rules }: PreparedAsset, price: number, direction: number, bar: number): boolean {
  if (quotes.limits === null) return false;
  const limit = direction > 0 ? quotes.limits.up[bar]! : quotes.limits.down[bar]!;
  return isAtLimit(price, limit, rules.tick, direction);
}

function meetingAt(price: number): Meeting {
  return { value: price, buy: price, sell: price, buyBlock: LIMIT_UP, sellBlock: LIMIT_DOWN };
}
